// An empty program, to measure the start of ours against.
package main

func main() {}
