package main

import (
	"fmt"

	"example.com/moss"
)

var version, words, weight = "none", "no", "light"

func main() { fmt.Println(version, words, weight, moss.Colour) }
