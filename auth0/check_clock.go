package auth0

import (
	"fmt"
	"time"
)

// How far a clock may be wrong. ID tokens are refused as expired, or as not
// yet valid, by a clock that is minutes away.
const (
	clockWarns = 30 * time.Second
	clockFails = 300 * time.Second
)

// CheckClock compares this machine's clock with the tenant's.
func CheckClock(d Discovery) Probe {
	if !d.SkewKnown {
		return Probe{Outcome: NotChecked, Text: "the tenant does not say what time it is"}
	}
	side := "ahead of"
	off := d.Skew
	if off < 0 {
		side, off = "behind", -off
	}
	said := fmt.Sprintf("this server is %s %s Auth0's", span(off), side)
	switch {
	case off >= clockFails:
		return Probe{Outcome: Failed, Text: said + ": sign-ins are refused as expired or not yet valid. Set it, as by timedatectl set-ntp true"}
	case off >= clockWarns:
		return Probe{Outcome: Warned, Text: said}
	}
	return Probe{Outcome: Passed, Text: "within 30 s of Auth0's"}
}
