package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestATrialChangesNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o640)
	for _, tried := range []string{path, filepath.Join(folder, "new.yaml")} {
		before := times(t, folder, path)
		if trial := Try(Machine{}, tried); trial.Method == NotAtAll || !trial.Backup {
			t.Errorf("the trial says %+v", trial)
		}
		if after := times(t, folder, path); after != before {
			t.Errorf("the trial of %s left its marks: %s, was %s", tried, after, before)
		}
	}
	wantNames(t, folder, "config.yaml")
}

func times(t *testing.T, paths ...string) string {
	t.Helper()
	var all strings.Builder
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(info.ModTime().String() + info.Mode().String())
	}
	return all.String()
}

func TestAComposeFileThatMountsTheFileMeansInPlace(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	compose := filepath.Join(folder, "compose.yaml")
	writeFile(t, path, oldContent, 0o640)
	writeFile(t, compose, quickstart, 0o640)
	trial := Try(Machine{}, path)
	if trial.Method != InPlace || !strings.Contains(trial.Reason, compose+" mounts this very file") {
		t.Errorf("the trial says %q: %s", trial.Method, trial.Reason)
	}
	if why := trial.Against(Replace); why != trial.Reason {
		t.Errorf("against replacing: %q", why)
	}
	writeFile(t, compose, strings.Replace(quickstart, "./config.yaml:/pomerium/config.yaml:ro", "./:/pomerium", 1), 0o640)
	if trial := Try(Machine{}, path); trial.Method != Replace {
		t.Errorf("its folder is mounted, and the trial says %q: %s", trial.Method, trial.Reason)
	}
}

func TestPathsThatAreNoFile(t *testing.T) {
	folder := t.TempDir()
	dangling := filepath.Join(folder, "dangling.yaml")
	if err := os.Symlink("nowhere.yaml", dangling); err != nil {
		t.Skip(err)
	}
	for path, reason := range map[string]string{
		folder:   "is a folder, not a file",
		dangling: "is a link to nowhere.yaml, which is not there",
		filepath.Join(folder, "absent", "a.yaml"): "absent is not there",
	} {
		trial := Try(Machine{}, path)
		if trial.Method != NotAtAll || !strings.Contains(trial.Reason, reason) || trial.NeedsRoot {
			t.Errorf("%s: %q: %s", path, trial.Method, trial.Reason)
		}
	}
}

func TestAKubernetesVolumeIsLeftToTheCluster(t *testing.T) {
	folder := t.TempDir()
	writeFile(t, filepath.Join(folder, "..2026_11_24", "config.yaml"), oldContent, 0o644)
	for link, target := range map[string]string{"..data": "..2026_11_24", "config.yaml": "..data/config.yaml"} {
		if err := os.Symlink(target, filepath.Join(folder, link)); err != nil {
			t.Skip(err)
		}
	}
	trial := Try(Machine{}, filepath.Join(folder, "config.yaml"))
	if trial.Method != NotAtAll || !strings.Contains(trial.Reason, "change the ConfigMap or Secret") {
		t.Errorf("the trial says %q: %s", trial.Method, trial.Reason)
	}
}

func TestAHardLinkKeepsBothNames(t *testing.T) {
	folder := t.TempDir()
	path, other := filepath.Join(folder, "config.yaml"), filepath.Join(folder, "other.yaml")
	writeFile(t, path, oldContent, 0o640)
	if err := os.Link(path, other); err != nil {
		t.Skip(err)
	}
	p := planFor(t, path, newContent)
	if p.Method != InPlace {
		t.Errorf("the method is %v", p.Method)
	}
	mustSave(t, p)
	wantFile(t, other, newContent, 0o640)
}

func TestAFolderForEverybodyIsRemarkedOn(t *testing.T) {
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	trial := Try(Machine{}, filepath.Join(folder, "config.yaml"))
	if len(trial.Remarks) != 1 || !strings.Contains(trial.Remarks[0], "everybody") {
		t.Errorf("remarks are %q", trial.Remarks)
	}
}

func TestARelativePathIsTakenFromTheWorkingFolder(t *testing.T) {
	m := tree(t, map[string]string{"/srv/pomerium/config.yaml": "a: b"})
	trial := Try(m, "config.yaml")
	if trial.Path != "/srv/pomerium/config.yaml" || !trial.Exists || trial.Method != Replace {
		t.Errorf("the trial says %+v", trial)
	}
}
