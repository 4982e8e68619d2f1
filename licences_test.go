package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestEverythingLinkedMayBeGivenAway looks at the licence of each module that
// is linked: all are MIT, BSD or Apache-2.0, which ask for no more than that
// their texts go along. docs/licences.md lists them; -update writes it.
func TestEverythingLinkedMayBeGivenAway(t *testing.T) {
	linked := linkedModules(t)
	if len(linked) < 20 {
		t.Errorf("only %d modules were looked at", len(linked))
	}
	var table strings.Builder
	table.WriteString("# Licences of what is linked\n\nWho passes the program on passes these texts on too; they are in the modules' own folders (`go mod vendor`).\nWritten by `go test -run Linked -update .`\n\n| module | licence |\n| --- | --- |\n")
	for _, m := range linked {
		kind := licenceOf(t, m.dir)
		if kind == "" {
			t.Errorf("%s has no licence that is known to be free of conditions", m.path)
		}
		fmt.Fprintf(&table, "| %s | %s |\n", m.path, kind)
	}
	const path = "docs/licences.md"
	if *update {
		if err := os.WriteFile(path, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := string(must(os.ReadFile(path))); got != table.String() {
		t.Errorf("%s does not list what is linked; go test -run Linked -update . writes it", path)
	}
}

type linkedModule struct{ path, dir string }

// linkedModules are those of the program on Linux, its own apart, by name.
func linkedModules(t *testing.T) []linkedModule {
	t.Helper()
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}\t{{.Dir}}{{end}}", ".")
	list.Env = append(os.Environ(), "GOOS=linux", "CGO_ENABLED=0")
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var linked []linkedModule
	for line := range strings.Lines(string(out)) {
		path, dir, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if path != "" && path != module {
			linked = append(linked, linkedModule{path, dir})
		}
	}
	slices.SortFunc(linked, func(a, b linkedModule) int { return strings.Compare(a.path, b.path) })
	return slices.Compact(linked)
}

// licenceOf names the licences in a module's folder.
func licenceOf(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "LICEN[CS]E*"))
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, file := range files {
		content := strings.Join(strings.Fields(string(must(os.ReadFile(file)))), " ")
		for _, licence := range [][2]string{
			{"MIT", "Permission is hereby granted, free of charge"},
			{"BSD", "Redistribution and use in source and binary"},
			{"Apache-2.0", "Apache License Version 2.0"},
			{"Apache-2.0", "Licensed under the Apache License, Version 2.0"},
		} {
			if strings.Contains(content, licence[1]) && !slices.Contains(kinds, licence[0]) {
				kinds = append(kinds, licence[0])
			}
		}
	}
	return strings.Join(kinds, ", ")
}
