package screen

import "pomerium-auth0/tui/walk"

// helpScene is the scene of the help screen: what is asked, where to find it,
// and the keys. A row of About without a key is its lead.
func helpScene(s walk.Scene) walk.Scene {
	what := s.Label
	if what == "" {
		what = s.Title
	}
	help := walk.Scene{Rail: s.Rail, Context: s.Context}
	help.Title = "Help: " + lowerFirst(what)
	for _, row := range s.About {
		if row.Key == "" && help.Lead == "" {
			help.Lead = row.Value
			continue
		}
		help.Rows = append(help.Rows, row)
	}
	return help
}

// lowerFirst makes the first letter small, but not that of a name such as M2M.
func lowerFirst(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'a' && s[1] <= 'z' {
		return string(s[0]+'a'-'A') + s[1:]
	}
	return s
}

// keyRows are the keys as rows of the help screen.
func keyRows() []walk.Row {
	var rows []walk.Row
	for _, b := range bindings() {
		if b.help == "" {
			continue
		}
		row := walk.Row{Key: b.keys[0], Value: b.help}
		if b.action == back {
			row.Key = b.keys[0] + ", " + b.keys[1]
		}
		rows = append(rows, row)
	}
	return rows
}
