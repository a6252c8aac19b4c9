//! The vendor's side of Signicat ReuseID, in process or as a small server, for tests and by hand.
