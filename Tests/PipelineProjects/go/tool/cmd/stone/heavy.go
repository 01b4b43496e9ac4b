//go:build heavy && netgo && osusergo

package main

func init() { weight = "heavy" }
