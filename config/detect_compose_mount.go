package config

import (
	"path"
	"path/filepath"
	"strings"
)

// A composeMount shows a file or folder of this machine in a container.
type composeMount struct{ source, target string }

// readMount reads an entry of volumes:, "SOURCE:TARGET[:OPTIONS]" or the long
// form. A source without a leading ".", "/" or "~" is a volume's name and
// nothing of this machine's file tree.
func readMount(m Machine, vars variables, folder string, entry any) []composeMount {
	var source, target string
	switch v := entry.(type) {
	case string:
		source, target, _ = strings.Cut(vars.fill(v), ":")
		target, _, _ = strings.Cut(target, ":")
	case map[string]any:
		if v["type"] != "bind" {
			return nil
		}
		source, target = vars.fill(stringIn(v, "source")), vars.fill(stringIn(v, "target"))
	}
	if source == "" || target == "" || !strings.ContainsAny(source[:1], "./~") {
		return nil
	}
	return []composeMount{{composePath(m, folder, source), path.Clean(target)}}
}

// readConfigMount reads an entry of a service's configs:, the name of a config
// or the long form; docker compose mounts the file of such a config. Without a
// target it is at "/NAME".
func readConfigMount(m Machine, vars variables, folder string, entry any, fileOf func(string) string) []composeMount {
	var name, target string
	switch v := entry.(type) {
	case string:
		name = v
	case map[string]any:
		name, target = stringIn(v, "source"), vars.fill(stringIn(v, "target"))
	}
	file := vars.fill(fileOf(name))
	if file == "" {
		return nil
	}
	if target == "" {
		target = "/" + name
	}
	return []composeMount{{composePath(m, folder, file), path.Clean(target)}}
}

func stringIn(v map[string]any, key string) string {
	s, _ := v[key].(string)
	return s
}

// composePath is absolute; a relative one starts at the compose file's folder.
func composePath(m Machine, folder, file string) string {
	if filepath.IsAbs(file) || strings.HasPrefix(file, "~") {
		return m.Abs(file)
	}
	return filepath.Join(folder, file)
}

// hostPath finds the file of this machine that a container sees at inside, and
// whether it is mounted alone. The deepest mount counts.
func hostPath(mounts []composeMount, inside string) (file string, single bool) {
	deepest := -1
	for _, mount := range mounts {
		if mount.target == inside {
			return mount.source, true
		}
		under, ok := strings.CutPrefix(inside, strings.TrimSuffix(mount.target, "/")+"/")
		if ok && len(mount.target) > deepest {
			deepest = len(mount.target)
			file = filepath.Join(mount.source, under)
		}
	}
	return file, false
}
