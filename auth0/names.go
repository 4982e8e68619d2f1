package auth0

import (
	"strings"

	"pomerium-auth0/internal/text"
)

// TypeName is a type of application in the dashboard's words.
func TypeName(appType string) string {
	switch appType {
	case RegularWeb:
		return "Regular Web Application"
	case NonInteractive:
		return "Machine to Machine"
	case Native:
		return "Native"
	case SPA:
		return "Single Page Application"
	case "":
		return "not set"
	default:
		return text.Line(appType)
	}
}

func authName(method string) string {
	if method == AuthUnspecified {
		return "unspecified"
	}
	return method
}

// grantNames are grant types in the dashboard's words, but for the case.
func grantNames(types []string) []string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = strings.ReplaceAll(t, "_", " ")
	}
	return names
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}
