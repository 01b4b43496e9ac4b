package main

func main() { println("pebble") }
