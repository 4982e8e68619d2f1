// Pomerium-auth0 walks an operator through making Pomerium sign people in
// through Auth0.
package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"github.com/spf13/pflag"

	"pomerium-auth0/auth0"
	"pomerium-auth0/config"
	"pomerium-auth0/internal/dial"
	"pomerium-auth0/internal/early"
	"pomerium-auth0/internal/fault"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui"
	"pomerium-auth0/tui/perform"
)

// All libraries are initialised by now.
func init() { early.Restore() }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT)
	// Without this a reader that has gone ends the program at the next write,
	// and nobody says what was made. Ignored it would be, by children too.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string) (code int) {
	defer func() {
		if f := fault.Recovered(recover()); f != nil {
			fmt.Fprintln(os.Stderr, strings.Join(f.Lines(), "\n"))
			code = tui.ExitFailed
		}
	}()
	out := &tui.Output{File: os.Stdout}
	command := wizard(out, &code)
	command.AddCommand(checkCommand(out, &code), scopesCommand(), practiceCommand(&code), versionCommand(), manCommand())
	command.SetArgs(args)
	command.SetOut(out)
	err := misplaced(args)
	if err == nil {
		err = command.ExecuteContext(ctx)
	}
	lost := out.Err()
	if err == nil {
		err = lost
	}
	switch {
	case errors.Is(err, context.Canceled):
		code, err = tui.ExitInterrupted, errors.New("interrupted before anything was done")
	case lost != nil && code == tui.ExitDone:
		code = tui.ExitFailed
	case err != nil && code == tui.ExitDone:
		code = tui.ExitUsage
	}
	if err == nil {
		return code
	}
	fmt.Fprintln(os.Stderr, "pomerium-auth0: "+err.Error())
	if lost == nil && slices.Contains(args, "--json") {
		tui.PrintUnbegun(out, code, err)
	}
	return code
}

// misplaced refuses a token or secret among the arguments, wherever it stands
// there: other users of the machine can read it, and an error would repeat it.
func misplaced(args []string) error {
	for i, arg := range args {
		flag, value, found := strings.Cut(arg, "=")
		switch {
		case found && secret.LooksLike(value):
		case !secret.LooksLike(strings.TrimLeft(flag, "-")):
			continue
		case i > 0 && strings.HasPrefix(args[i-1], "--"):
			flag, _, _ = strings.Cut(args[i-1], "=")
		default:
			flag = "one argument"
		}
		return errors.New(flag + ": this looks like a token or a secret, which is never an argument: a token goes into AUTH0_API_TOKEN" +
			" or the file that --api-token-file names, a client secret into the file that its own flag names (- is standard input)")
	}
	return nil
}

// wizard is the command itself; code gets its exit code.
func wizard(out *tui.Output, code *int) *cobra.Command {
	var o tui.Options
	var demo bool
	var caFile string
	command := &cobra.Command{
		Use:   "pomerium-auth0 [flags]",
		Short: "Make Pomerium sign people in through Auth0",
		Long: `Makes Pomerium sign people in through Auth0: asks for the tenant's domain,
creates the applications in Auth0 or takes pasted values, proves that they
work, shows exactly what it will write to Pomerium's configuration, and
writes it. Nothing changes before you confirm it.

Every flag below answers a question: it prefills it, and with --yes it is
the answer. Secrets come from files, standard input (-) or the environment,
never from an argument.`,
		Example: `  pomerium-auth0
  pomerium-auth0 --demo
  pomerium-auth0 --yes --pomerium-version 0.33 --domain acme.eu.auth0.com \
      --authenticate-url https://authenticate.example.com \
      --api-token-file token --web-app create`,
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			environ := os.Getenv
			if demo { // what is set there is about a tenant of one's own
				environ = func(string) string { return "" }
			}
			if err := answers(cmd, &o, out, tui.Flags(), environ); err != nil {
				return err
			}
			program, err := os.Executable()
			if err != nil {
				program = "pomerium-auth0"
			}
			o.Steps.Started = tui.Started(program, setFlags(cmd.Flags()), os.Getenv, os.Geteuid())
			roots, err := rootsWith(cmd.Context(), caFile)
			if err != nil {
				return err
			}
			if demo {
				end, err := practise(&o)
				if err != nil {
					*code = tui.ExitFailed
					return err
				}
				defer end()
			} else {
				defer connect(&o, roots)()
			}
			*code, err = tui.Run(cmd.Context(), o)
			return err
		},
	}
	flags := command.Flags()
	flags.SortFlags = false
	addFlags(flags, tui.Flags())
	flags.StringVar(&caFile, "ca-file", "", "`FILE` of more trusted root certificates, as PEM (or SSL_CERT_FILE)")
	flags.BoolVar(&o.Yes, "yes", false, "answer from flags, environment and files, and confirm every change")
	flags.BoolVar(&o.DryRun, "dry-run", false, "show every change and the file, and change nothing")
	flags.BoolVar(&o.JSON, "json", false, "print the result as JSON, without a secret")
	flags.BoolVar(&o.Plain, "plain", false, "ask line by line instead of on a full screen (or ACCESSIBLE)")
	flags.BoolVar(&o.Reveal, "reveal-secrets", false, "print secrets where they are to be typed or put somewhere")
	flags.BoolVar(&demo, "demo", false, "practise on a tenant inside this program; no account is needed")
	command.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return fmt.Errorf("%w; --help lists the flags", err)
	})
	return command
}

// addFlags adds the flags that answer questions.
func addFlags(flags *pflag.FlagSet, list []tui.Flag) {
	for _, flag := range list {
		usage := flag.Usage
		if flag.Env != "" {
			usage += " (or " + flag.Env + ")"
		}
		if flag.Kind == tui.YesFlag {
			flags.Bool(flag.Name, false, usage)
			continue
		}
		flags.Var(&named{kind: flag.Value}, flag.Name, usage)
	}
}

// named is the text of a flag whose help calls it by a name.
type named struct{ text, kind string }

func (n *named) String() string     { return n.text }
func (n *named) Type() string       { return n.kind }
func (n *named) Set(s string) error { n.text = s; return nil }

// setFlags are the flags that were set, with their values.
func setFlags(flags *pflag.FlagSet) map[string]string {
	set := map[string]string{}
	flags.Visit(func(flag *pflag.Flag) { set[flag.Name] = flag.Value.String() })
	return set
}

// answers makes the options of a walk: what was given, and where it runs.
func answers(cmd *cobra.Command, o *tui.Options, out *tui.Output, flags []tui.Flag, environ func(string) string) (err error) {
	o.In, o.Out, o.Err = os.Stdin, out, os.Stderr
	o.Machine = config.ThisMachine()
	o.Given, err = tui.Given(flags, setFlags(cmd.Flags()), environ, func(flag, path string) (string, error) {
		return tui.ReadSecret(cmd.Context(), flag, path, o.In, o.Err)
	})
	return err
}

func userAgent() string { return "pomerium-auth0/" + version() }

// practise makes the tenant to practise on.
func practise(o *tui.Options) (done func(), err error) {
	practice, err := perform.StartPractice(userAgent())
	if err != nil {
		return nil, err
	}
	o.Client, o.Steps.Practice = practice.Client, &practice.Steps
	return practice.Close, nil
}

// connect makes what speaks to Auth0.
func connect(o *tui.Options, roots *x509.CertPool) (done func()) {
	o.Client = auth0.New(auth0.Options{UserAgent: userAgent(), RootCAs: roots})
	o.Reach = &perform.Reach{Dial: dial.Dialer{}.DialContext, Roots: roots}
	return o.Client.Close
}

// rootsWith are the system's roots and those of a file; nil where none is
// named.
func rootsWith(ctx context.Context, file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	content, err := tui.ReadRoots(ctx, "--ca-file", file, os.Stderr)
	if err != nil {
		return nil, fmt.Errorf("--ca-file: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(content) {
		return nil, errors.New("--ca-file: there is no certificate in it that can be read")
	}
	return pool, nil
}

// version is the program's, from the module or, in a checkout, the commit.
func version() string {
	info, known := debug.ReadBuildInfo()
	if !known {
		return "unknown"
	}
	return strings.TrimPrefix(info.Main.Version, "v")
}

// checkCommand proves that an existing configuration works.
func checkCommand(out *tui.Output, code *int) *cobra.Command {
	var o tui.Options
	var caFile string
	command := &cobra.Command{
		Use:   "check [flags]",
		Short: "Prove that an existing configuration works",
		Long: `Reads Pomerium's configuration as Pomerium does, with the variables that it is
started with, and runs all checks: what stands in it, and what Auth0 says to
its values. It changes nothing and prints no secret. With a Management API
token, or the credentials of an application that may get one, it looks at the
application's settings too. Exit code 3: a check failed.`,
		Example: `  pomerium-auth0 check
  pomerium-auth0 check --config /etc/pomerium/config.yaml --pomerium-version 0.19.2`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := answers(cmd, &o, out, tui.CheckFlags(), os.Getenv); err != nil {
				return err
			}
			roots, err := rootsWith(cmd.Context(), caFile)
			if err != nil {
				return err
			}
			defer connect(&o, roots)()
			*code, err = tui.Check(cmd.Context(), o)
			return err
		},
	}
	flags := command.Flags()
	flags.SortFlags = false
	addFlags(flags, tui.CheckFlags())
	flags.StringVar(&caFile, "ca-file", "", "`FILE` of more trusted root certificates, as PEM (or SSL_CERT_FILE)")
	flags.BoolVar(&o.JSON, "json", false, "print the results as JSON")
	return command
}

// scopesCommand says what a token or an application for the setup needs.
func scopesCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "scopes [flags]",
		Short: "Print the scopes that a setup needs",
		Long: `Prints which scopes of Auth0's Management API a setup needs, and why each: for
the token, or for an application of yours that is used instead of one. What
is needed depends on the answers, which are given as flags. Nothing is sent.`,
		Example: `  pomerium-auth0 scopes --pomerium-version 0.33
  pomerium-auth0 scopes --pomerium-version 0.19.2 --domain login.example.com`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			given, err := tui.Given(tui.ScopeFlags(), setFlags(cmd.Flags()), os.Getenv, nil)
			if err != nil {
				return err
			}
			return tui.Scopes(cmd.OutOrStdout(), given)
		},
	}
	flags := command.Flags()
	flags.SortFlags = false
	addFlags(flags, tui.ScopeFlags())
	return command
}

// practiceCommand serves the tenant of --demo alone.
func practiceCommand(code *int) *cobra.Command {
	var o perform.PracticeOptions
	var plan string
	command := &cobra.Command{
		Use:   "practice [flags]",
		Short: "Serve a tenant to practise on",
		Long: `Serves a stand-in for an Auth0 tenant on this machine alone until ctrl+c: for
the wizard, for curl, and for a real Pomerium with a sign-in in a browser. It
prints the domain, the file of its certificate authority, a Management API
token and its users.`,
		Example: `  pomerium-auth0 practice
  pomerium-auth0 --domain 127.0.0.1:8443 --ca-file FILE`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if plan != "free" && plan != "paid" {
				return fmt.Errorf("--plan is free or paid, not %q", plan)
			}
			o.FreePlan = plan == "free"
			if err := o.Valid(); err != nil {
				return err
			}
			if err := perform.ServePractice(cmd.Context(), o, cmd.OutOrStdout()); err != nil {
				*code = tui.ExitFailed
				return err
			}
			*code = tui.ExitInterrupted
			return nil
		},
	}
	flags := command.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.Listen, "listen", "127.0.0.1:8443", "the loopback `ADDRESS` to serve at")
	flags.DurationVar(&o.Latency, "latency", 0, "how long every answer takes, such as 100ms")
	flags.StringVar(&plan, "plan", "paid", "`PLAN` whose limits hold: free (10 applications, 2 requests a second) or paid")
	flags.IntVar(&o.Applications, "applications", 0, "`NUMBER` of applications that are there already")
	return command
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		Run: func(cmd *cobra.Command, _ []string) { fmt.Fprintln(cmd.OutOrStdout(), "pomerium-auth0", version()) },
	}
}

func manCommand() *cobra.Command {
	return &cobra.Command{
		Use: "man", Short: "Print the manual page", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return doc.GenMan(cmd.Root(), &doc.GenManHeader{Title: "POMERIUM-AUTH0", Section: "1"}, cmd.OutOrStdout())
		},
	}
}
