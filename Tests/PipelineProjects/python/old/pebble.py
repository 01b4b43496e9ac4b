name = "pebble"
weight = 42
