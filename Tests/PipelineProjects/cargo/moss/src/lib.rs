pub const COLOUR: &str = "green";
