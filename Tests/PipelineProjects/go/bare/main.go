package main

func main() { println("bare") }
