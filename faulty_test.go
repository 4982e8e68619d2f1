package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"pomerium-auth0/auth0"
	"pomerium-auth0/config"
	"pomerium-auth0/tui"
)

// What faultAt names in the environment of the test's own program is the request
// before which it panics, with the token as the value.
const faultAt = "FAULT_AT"

// faulty is the wizard with a fault: MODE [check].
func faulty() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT)
	defer stop()
	o := tui.Options{
		Client: auth0.New(auth0.Options{UserAgent: "faulty", Proxy: func(r *http.Request) (*url.URL, error) {
			if r.Method+" "+r.URL.Path == os.Getenv(faultAt) {
				panic("the token is " + os.Getenv("AUTH0_API_TOKEN"))
			}
			return nil, nil
		}}),
		Machine: config.ThisMachine(),
		In:      os.Stdin, Out: &tui.Output{File: os.Stdout}, Err: os.Stderr,
	}
	mode := os.Args[1]
	o.Yes, o.JSON, o.Plain = mode == "yes" || mode == "json", strings.HasSuffix(mode, "json"), mode == "lines"
	run, flags := tui.Run, tui.Flags()
	set := map[string]string{"config": "config.yaml", "pomerium-version": "0.19.2"}
	if strings.HasPrefix(mode, "check") {
		run, flags = tui.Check, tui.CheckFlags()
	} else {
		set["domain"], set["authenticate-url"] = os.Getenv("DOMAIN"), "https://authenticate.example.com"
		set["web-app"], set["m2m-app"] = "create", "create"
	}
	var err error
	if o.Given, err = tui.Given(flags, set, os.Getenv, nil); err != nil {
		panic(err)
	}
	code, err := run(ctx, o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}
