//! The program that a user of the bindings may have written: it names every type and field of the base
//! document in all the ways in which Rust lets bindings be used.
use bindings::types::*;
use bindings::{Client, Error, ResponseValue};

impl progenitor_client::ClientHooks<crate::SharedTransport> for Client {}

fn copied<T: Clone + std::fmt::Debug>(value: &T) -> T {
    value.clone()
}

fn written() -> (StartOnboardingRequest, StartStepUpRequest) {
    let options = VideoidProviderOptions { default_id: Some(138), doc_type: None, doc_types: vec![138] };
    (
        StartOnboardingRequest {
            external_ref: Some(serde_json::json!("a")),
            provider: Some("readid".to_string()),
            videoid_provider_options: Some(copied(&options)),
        },
        StartStepUpRequest {
            device_id: "device".to_string(),
            provider: None,
            user_id: "user".to_string(),
            videoid_provider_options: Some(options),
        },
    )
}

fn built() -> Result<(StartOnboardingRequest, StartStepUpRequest), Box<dyn std::error::Error>> {
    let options = VideoidProviderOptions::builder().default_id(1i64).doc_type(2i64).doc_types(vec![3i64]);
    let onboarding: StartOnboardingRequest = StartOnboardingRequest::builder()
        .external_ref(serde_json::json!(1))
        .provider("readid".to_string())
        .videoid_provider_options(VideoidProviderOptions::try_from(options)?)
        .try_into()?;
    let step_up: StartStepUpRequest = StartStepUpRequest::builder()
        .user_id("user")
        .device_id("device")
        .provider("readid".to_string())
        .try_into()?;
    let _ = StartOnboardingRequest::default();
    Ok((onboarding, step_up))
}

fn taken_apart(problem: Problem) -> Vec<(Option<String>, Option<String>)> {
    let Problem { code, detail, invalid_params, status, title, trace_id, type_, extra } = problem;
    let _: [Option<String>; 5] = [code, detail, title, trace_id, type_];
    let _: Option<i64> = status;
    let _: serde_json::Map<String, serde_json::Value> = extra;
    invalid_params
        .into_iter()
        .map(|InvalidParam { name, reason, extra: _ }| (name, reason))
        .collect()
}

fn read(
    start: StartOnboardingData,
    get: GetOnboardingData,
    step: StartStepUpData,
    done: GetStepUpData,
) -> [Option<String>; 23] {
    let GetOnboardingData { device_id, dossier_id, process_id, status, transaction_id, user_id, extra: _ } = get;
    let StartOnboardingData {
        activation_code,
        dossier_id: a,
        process_id: b,
        status: c,
        transaction_id: d,
        user_id: e,
        extra: _,
    } = start;
    [
        device_id, dossier_id, process_id, status, transaction_id, user_id, activation_code, a, b, c, d, e,
        step.device_id, step.dossier_id, step.process_id, step.status, step.transaction_id,
        done.device_id, done.dossier_id, done.process_id, done.status, done.transaction_id, done.user_id,
    ]
}

async fn called(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let (onboarding, step_up) = built()?;
    let start: Result<ResponseValue<StartOnboardingResponse>, Error<Problem>> =
        client.start_onboarding().body(onboarding).send().await;
    let start = start?.into_inner();
    let get: ResponseValue<GetOnboardingResponse> =
        client.get_onboarding().transaction_id("id").send().await?;
    let _: ResponseValue<StartStepUpResponse> = client
        .start_step_up()
        .body_map(|body| body.user_id("user").device_id("device"))
        .send()
        .await?;
    let step: Result<_, Error<Problem>> = client.start_step_up().body(step_up).send().await;
    let done: ResponseValue<GetStepUpResponse> = client.get_step_up().transaction_id("id").send().await?;
    if let (Some(start), Some(get), Some(step), Some(done)) =
        (start.data, get.into_inner().data, step?.into_inner().data, done.into_inner().data)
    {
        let _ = read(start, get, step, done);
    }
    Ok(())
}

/// Matches name every variant: the compiler, not a wildcard, answers for what is new.
fn matched(entry: StepUpEntry) -> (Option<String>, &'static str) {
    let StepUpEntry { attempts, channel, order, started_at, extra: _ } = entry;
    let _: Option<i32> = attempts;
    let _: String = started_at;
    let address = channel.map(|channel| match channel {
        Channel::MobileChannel(MobileChannel { phone }) => phone,
        Channel::WebChannel(WebChannel { url }) => url,
    });
    let first = match order {
        Some(Order::Newest) => "newest",
        Some(Order::Oldest) => "oldest",
        None => "any",
    };
    (address, first)
}

fn converted() -> Result<(), Box<dyn std::error::Error>> {
    let order: Order = "newest".parse()?;
    let _: Order = Order::try_from("oldest")?;
    let mut ordered: std::collections::BTreeMap<Order, String> = Default::default();
    ordered.insert(order, order.to_string());
    let _: Channel = MobileChannel { phone: "phone".to_string() }.into();
    let _: Channel = Channel::from(WebChannel { url: "url".to_string() });
    let built: StepUpEntry = StepUpEntry::builder()
        .attempts(1i32)
        .order(Order::Newest)
        .started_at("today")
        .channel(Some(Channel::WebChannel(WebChannel::builder().url("url").try_into()?)))
        .try_into()?;
    let _: builder::StepUpEntry = built.into();
    let _: Option<error::ConversionError> = None;
    Ok(())
}

async fn listed(client: &Client) -> Result<Vec<StepUpEntry>, Error<Problem>> {
    let call: bindings::builder::ListStepUps<'_> = client.list_step_ups();
    let entries: ResponseValue<Vec<StepUpEntry>> =
        call.limit(5i32).order(Order::Newest).user_id("user").send().await?;
    Ok(entries.into_inner())
}

fn described<T: schemars::JsonSchema + serde::Serialize + serde::de::DeserializeOwned>() {}

fn all() {
    described::<Problem>();
    described::<InvalidParam>();
    described::<VideoidProviderOptions>();
    described::<StepUpEntry>();
    described::<Channel>();
    described::<Order>();
}
