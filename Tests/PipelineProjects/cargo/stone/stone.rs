fn main() {
    println!("{} {}", if cfg!(heavy) { "heavy" } else { "light" }, moss::COLOUR);
}
