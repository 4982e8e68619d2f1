package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestEverythingLinkedMayBeGivenAway looks at the licence of each module that
// is linked: all are MIT, BSD or Apache-2.0, which ask for no more than to be
// named.
func TestEverythingLinkedMayBeGivenAway(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}\t{{.Dir}}{{end}}", ".").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := map[string]bool{module: true}
	for line := range strings.Lines(string(out)) {
		path, dir, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if path == "" || seen[path] {
			continue
		}
		seen[path] = true
		if kind := licenceOf(t, dir); kind == "" {
			t.Errorf("%s has no licence that is known to be free of conditions", path)
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d modules were looked at", len(seen))
	}
}

func licenceOf(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "LICEN*"))
	if err != nil || len(files) == 0 {
		return ""
	}
	content := strings.Join(strings.Fields(string(must(os.ReadFile(files[0])))), " ")
	for text, kind := range map[string]string{
		"Permission is hereby granted, free of charge": "MIT",
		"Redistribution and use in source and binary":  "BSD",
		"Apache License Version 2.0":                   "Apache-2.0",
	} {
		if strings.Contains(content, text) {
			return kind
		}
	}
	return ""
}
