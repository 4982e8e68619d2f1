package config

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// The table of faults, each made for real. What needs root, a mount or a tool
// that is not there is skipped with the reason.

func needRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can make this fault")
	}
}

// run is for the tools that make a fault; one that cannot skips the test.
func run(t *testing.T, words ...string) {
	t.Helper()
	if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
		t.Skipf("%s: %v: %s", strings.Join(words, " "), err, out)
	}
}

// mountOn mounts and unmounts at the end.
func mountOn(t *testing.T, point string, words ...string) {
	t.Helper()
	needRoot(t)
	run(t, append(append([]string{"mount"}, words...), point)...)
	t.Cleanup(func() {
		if err := unix.Unmount(point, unix.MNT_DETACH); err != nil {
			t.Errorf("%s stays mounted: %v", point, err)
		}
	})
}

// sharedFolder is a folder that other users can go into.
func sharedFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for _, f := range []string{filepath.Dir(folder), folder} {
		if err := os.Chmod(f, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

const nobody = 65534

// asNobody runs a child as an ordinary user. It executes /proc/self/exe, since
// that user cannot go into the folder of the test binary.
func asNobody(t *testing.T, o childOrder) childAnswer {
	t.Helper()
	needRoot(t)
	cmd := childCommand(t, o)
	cmd.Path = "/proc/self/exe"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	return childSays(t, cmd)
}

func wantTrial(t *testing.T, path string, method Method, reason string) Trial {
	t.Helper()
	trial := Try(Machine{}, path)
	if trial.Method != method || !strings.Contains(trial.Reason, reason) {
		t.Errorf("the method is %q (%s), want %q (… %s …)", trial.Method, trial.Reason, method, reason)
	}
	return trial
}

// wantRefused forces a method and wants the file as it was, and nothing else
// in its folder.
func wantRefused(t *testing.T, path string, method Method, content, reason string) {
	t.Helper()
	_, digest, err := ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	written := times(t, path)
	_, err = Save(context.Background(), Plan{Path: path, Old: digest, New: []byte(content), Method: method, Now: saveTime})
	if err == nil || !strings.Contains(err.Error(), reason) {
		t.Errorf("%v: the error is %v, want … %s …", method, err, reason)
	}
	if _, after, err := ReadFile(path); err != nil || after != digest {
		t.Errorf("%v: the file is not as it was: %v", method, err)
	}
	if times(t, path) != written {
		t.Errorf("%v: the file was written to, and that taken back", method)
	}
	after, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	if len(after) != len(before) {
		t.Errorf("%v: it left something: %v", method, after)
	}
}

func TestFaultDiskFull(t *testing.T) {
	folder := t.TempDir()
	mountOn(t, folder, "-t", "tmpfs", "-o", "size=32k", "tmpfs")
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o600)
	// Room for the backup, not for the new content.
	long := strings.Repeat("# a long line of the new content\n", 1000)
	wantRefused(t, path, Replace, long, "33000 bytes are needed: the disk is full")
	wantRefused(t, path, InPlace, long, "33000 bytes are needed: the disk is full")
	filler := filepath.Join(folder, "filler")
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Write(make([]byte, 64<<10))
	if err == nil {
		t.Fatal("the disk is not full")
	}
	f.Close()
	wantRefused(t, path, Replace, newContent, "54 bytes are needed: the disk is full")
	wantRefused(t, path, InPlace, newContent, "nothing was saved: the backup")
	full := "there is not enough room in " + folder + " to save "
	for _, tried := range []string{path, filepath.Join(folder, "new.yaml")} {
		if trial := wantTrial(t, tried, NotAtAll, full+tried); trial.NeedsRoot {
			t.Error("root would not help")
		}
	}
	wantNames(t, folder, "config.yaml", "filler")
}

// Without files without a name the trial asks the file system how much is free.
func TestFaultDiskFullWithoutFilesWithoutAName(t *testing.T) {
	folder := t.TempDir()
	mountOn(t, folder, "-t", "tmpfs", "-o", "size=16k", "tmpfs")
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o600)
	wrap := strace(t, append([]string{"-P", folder}, inject("openat:error=EOPNOTSUPP:when=1")...)...)
	a := childSays(t, childCommand(t, childOrder{Path: path, TryOnly: true}, wrap...))
	if a.Method != NotAtAll || !strings.Contains(a.Reason, "there is not enough room in "+folder) {
		t.Errorf("the child says %+v", a)
	}
}

// A file that is mounted by itself lies in another file system than its folder.
func TestFaultDiskFullBehindAMountPoint(t *testing.T) {
	folder := t.TempDir()
	disk := filepath.Join(folder, "disk")
	if err := os.Mkdir(disk, 0o755); err != nil {
		t.Fatal(err)
	}
	mountOn(t, disk, "-t", "tmpfs", "-o", "size=8k", "tmpfs")
	source, path := filepath.Join(disk, "config.yaml"), filepath.Join(folder, "config.yaml")
	writeFile(t, source, oldContent, 0o600)
	writeFile(t, path, "", 0o600)
	mountOn(t, path, "--bind", source)
	wantTrial(t, path, NotAtAll, "the disk is full")
}

func TestFaultBindMountedFileSeenFromInside(t *testing.T) {
	folder := t.TempDir()
	path, source := filepath.Join(folder, "in", "config.yaml"), filepath.Join(folder, "out", "source.yaml")
	writeFile(t, path, "", 0o600)
	writeFile(t, source, oldContent, 0o640)
	mountOn(t, path, "--bind", source)
	trial := wantTrial(t, path, InPlace, "mount point of its own")
	if why := trial.Against(Replace); why != trial.Reason {
		t.Errorf("against replacing: %q", why)
	}
	wantRefused(t, path, Replace, newContent, "it is mounted")
	mustSave(t, planFor(t, path, newContent))
	wantFile(t, source, newContent, 0o640)
}

func TestFaultBindMountedReadOnly(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o640)
	mountOn(t, path, "--bind", path)
	run(t, "mount", "-o", "remount,bind,ro", path)
	wantTrial(t, path, NotAtAll, "mounted read-only")
	wantRefused(t, path, InPlace, newContent, "mounted read-only")
}

// A container has the file mounted: only writing in place is seen there.
func TestFaultBindMountedFileSeenFromOutside(t *testing.T) {
	needRoot(t)
	folder := t.TempDir()
	path, inside := filepath.Join(folder, "config.yaml"), filepath.Join(folder, "inside", "pomerium.yaml")
	writeFile(t, path, oldContent, 0o640)
	writeFile(t, inside, "", 0o600)
	container := exec.Command("unshare", "-m", "sh", "-c", `mount --bind "$0" "$1" && echo mounted && exec sleep 60`, path, inside)
	out, err := container.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := container.Start(); err != nil {
		t.Skipf("no mount namespace: %v", err)
	}
	t.Cleanup(func() { _ = container.Process.Kill(); _ = container.Wait() })
	if n, _ := out.Read(make([]byte, 16)); n == 0 {
		t.Skip("a mount namespace cannot mount here")
	}
	wantTrial(t, path, InPlace, "the container of process "+strconv.Itoa(container.Process.Pid))
	mustSave(t, planFor(t, path, newContent))
	got, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(container.Process.Pid), "root", inside))
	if err != nil || string(got) != newContent {
		t.Errorf("the container sees %q, %v", got, err)
	}
}

func TestFaultReadOnlyFileSystem(t *testing.T) {
	folder := t.TempDir()
	mountOn(t, folder, "-t", "tmpfs", "tmpfs")
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o640)
	run(t, "mount", "-o", "remount,ro", folder)
	trial := wantTrial(t, path, NotAtAll, "mounted read-only")
	if trial.NeedsRoot {
		t.Error("root would not help")
	}
	wantRefused(t, path, Replace, newContent, "mounted read-only")
	wantRefused(t, path, InPlace, newContent, "mounted read-only")
	wantTrial(t, filepath.Join(folder, "new.yaml"), NotAtAll, "mounted read-only")
}

func TestFaultImmutableAndAppendOnly(t *testing.T) {
	needRoot(t)
	for flag, word := range map[string]string{"i": "immutable", "a": "append-only"} {
		path := filepath.Join(t.TempDir(), "config.yaml")
		writeFile(t, path, oldContent, 0o640)
		run(t, "chattr", "+"+flag, path)
		t.Cleanup(func() { _ = exec.Command("chattr", "-"+flag, path).Run() })
		wantTrial(t, path, NotAtAll, word)
		wantRefused(t, path, Replace, newContent, "not permitted")
		wantRefused(t, path, InPlace, newContent, "not permitted")
	}
}

// Nothing goes from an append-only folder: a replaced file would leave the new
// one beside it.
func TestFaultAppendOnlyFolder(t *testing.T) {
	needRoot(t)
	folder := filepath.Join(t.TempDir(), "etc")
	path, created := filepath.Join(folder, "config.yaml"), filepath.Join(folder, "new.yaml")
	writeFile(t, path, oldContent, 0o640)
	run(t, "chattr", "+a", folder)
	t.Cleanup(func() { _ = exec.Command("chattr", "-a", folder).Run() })
	trial := wantTrial(t, path, InPlace, folder+" is marked append-only")
	if !trial.Backup || trial.Against(Replace) != trial.Reason {
		t.Errorf("the trial says %+v", trial)
	}
	saved := mustSave(t, planFor(t, path, newContent))
	wantFile(t, path, newContent, 0o640)
	wantFile(t, saved.Backup, oldContent, 0o600)
	mustSave(t, planFor(t, created, newContent))
	wantFile(t, created, newContent, 0o600)
	wantNames(t, folder, "config.yaml", "config.yaml.bak-20261124T091412Z", "new.yaml")
}

// Made so after the trial, it keeps an empty file, which is named.
func TestFaultFolderMadeAppendOnlyMeanwhile(t *testing.T) {
	needRoot(t)
	folder := filepath.Join(t.TempDir(), "etc")
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o644)
	p := planFor(t, path, newContent)
	run(t, "chattr", "+a", folder)
	t.Cleanup(func() { _ = exec.Command("chattr", "-a", folder).Run() })
	_, err := Save(context.Background(), p)
	if err == nil || !strings.Contains(err.Error(), "an empty file .config.yaml.") || !strings.Contains(err.Error(), ".bak-20261124T091412Z stays") {
		t.Errorf("the error is %v", err)
	}
	wantFile(t, path, oldContent, 0o644)
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		content, _ := os.ReadFile(filepath.Join(folder, entry.Name()))
		info, _ := entry.Info()
		if entry.Name() != "config.yaml" && (strings.Contains(string(content), "new-secret") || info.Mode().Perm()&^0o600 != 0) {
			t.Errorf("it left %s, mode %04o, with %q", entry.Name(), info.Mode().Perm(), content)
		}
	}
}

func TestFaultFolderThatTakesNoFile(t *testing.T) {
	needRoot(t)
	folder := filepath.Join(t.TempDir(), "etc")
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o640)
	run(t, "chattr", "+i", folder)
	t.Cleanup(func() { _ = exec.Command("chattr", "-i", folder).Run() })
	trial := wantTrial(t, path, InPlace, "takes no new file")
	if trial.Backup || len(trial.Remarks) != 1 || !strings.Contains(trial.Remarks[0], "no backup can be made") {
		t.Errorf("the trial does not say that there will be no backup: %+v", trial)
	}
	saved := mustSave(t, planFor(t, path, newContent))
	wantFile(t, path, newContent, 0o640)
	if saved.Backup != "" || len(saved.Warnings) != 1 || !strings.Contains(saved.Warnings[0], "no backup was made") {
		t.Errorf("saved is %+v", saved)
	}
	wantTrial(t, filepath.Join(folder, "new.yaml"), NotAtAll, "takes no new file")
}

func TestFaultOrdinaryUser(t *testing.T) {
	needRoot(t)
	cases := []struct {
		name       string
		folderMode os.FileMode
		owner      int
		fileMode   os.FileMode
		method     Method
		reason     string
		needsRoot  bool
	}{
		{"root's file", 0o755, 0, 0o644, NotAtAll, "config.yaml (root, mode 0644) cannot be changed by nobody: permission denied", true},
		{"an unreadable file", 0o755, 0, 0o600, NotAtAll, "config.yaml cannot be read by nobody", true},
		{"a closed folder", 0o700, 0, 0o644, NotAtAll, "config.yaml cannot be read by nobody", true},
		{"a file of its own in root's folder", 0o755, nobody, 0o600, InPlace, "takes no new file from nobody", false},
		{"a foreign file in an open folder", 0o777, 0, 0o666, InPlace, "owner and mode", false},
		{"a foreign file in a sticky folder", 0o777 | os.ModeSticky, 0, 0o666, InPlace, "only the owner of a file may replace it", false},
		{"its own file in a sticky folder", 0o777 | os.ModeSticky, nobody, 0o600, Replace, "", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			folder := filepath.Join(sharedFolder(t), "etc")
			path := filepath.Join(folder, "config.yaml")
			writeFile(t, path, oldContent, c.fileMode)
			if err := os.Chown(path, c.owner, c.owner); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(folder, c.folderMode); err != nil {
				t.Fatal(err)
			}
			a := asNobody(t, childOrder{Path: path, TryOnly: true})
			if a.Method != c.method || !strings.Contains(a.Reason, c.reason) || a.NeedsRoot != c.needsRoot {
				t.Errorf("the trial says %+v, want %q (… %s …), root %v", a, c.method, c.reason, c.needsRoot)
			}
			if c.method == NotAtAll {
				return
			}
			if a := asNobody(t, childOrder{Path: path, New: newContent}); a.Err != "" {
				t.Errorf("not saved: %s", a.Err)
			}
			wantFile(t, path, newContent, c.fileMode)
			if id := identifyPath(t, path); id.uid != c.owner || id.gid != c.owner {
				t.Errorf("the file belongs to %d:%d, want %d", id.uid, id.gid, c.owner)
			}
		})
	}
}

// A group that the user is not in cannot be given to a new file.
func TestFaultForeignGroup(t *testing.T) {
	needRoot(t)
	folder := filepath.Join(sharedFolder(t), "etc")
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o640)
	if err := os.Chown(path, nobody, 1234); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(folder, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	a := asNobody(t, childOrder{Path: path, New: newContent})
	if a.Method != InPlace || !strings.Contains(a.Reason, "owner and mode") || a.Err != "" {
		t.Errorf("the child says %+v", a)
	}
	wantFile(t, path, newContent, 0o640)
	if id := identifyPath(t, path); id.gid != 1234 {
		t.Errorf("the group is %d", id.gid)
	}
}

func identifyPath(t *testing.T, path string) identity {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return identify(info)
}

// Go's runtime takes SIGXFSZ, which would kill, and the write answers EFBIG.
func TestFaultFileSizeLimit(t *testing.T) {
	for _, method := range []Method{Replace, InPlace} {
		folder := t.TempDir()
		path := filepath.Join(folder, "config.yaml")
		writeFile(t, path, oldContent, 0o600)
		written := times(t, path)
		long := strings.Repeat("# a long line of the new content\n", 200)
		a := childSays(t, childCommand(t, childOrder{Path: path, New: long, Method: method}, "sh", "-c", `ulimit -f 1 && exec "$0"`))
		if !strings.Contains(a.Err, "6600 bytes are needed: the file-size limit of this shell") {
			t.Errorf("%v: the error is %q", method, a.Err)
		}
		wantFile(t, path, oldContent, 0o600)
		if times(t, path) != written {
			t.Errorf("%v: the file was written to, and that taken back", method)
		}
		a = childSays(t, childCommand(t, childOrder{Path: path, TryOnly: true}, "sh", "-c", `ulimit -f 1 && exec "$0"`))
		if a.Method != NotAtAll || !strings.Contains(a.Reason, "the file-size limit of this shell forbids it") {
			t.Errorf("the trial says %+v", a)
		}
		wantNames(t, folder, "config.yaml")
	}
}

func TestFaultOwnerGroupAndModeAreKept(t *testing.T) {
	needRoot(t)
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o640)
	if err := os.Chown(path, 1001, 1002); err != nil {
		t.Fatal(err)
	}
	p := planFor(t, path, newContent)
	if p.Method != Replace {
		t.Errorf("the method is %v", p.Method)
	}
	saved := mustSave(t, p)
	wantFile(t, path, newContent, 0o640)
	for _, file := range []string{path, saved.Backup} {
		if id := identifyPath(t, file); id.uid != 1001 || id.gid != 1002 {
			t.Errorf("%s belongs to %d:%d", file, id.uid, id.gid)
		}
	}
}

func TestFaultANewFileOfRootBelongsToTheFoldersOwner(t *testing.T) {
	needRoot(t)
	folder := t.TempDir()
	if err := os.Chown(folder, 1001, 1002); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "config.yaml")
	trial := Try(Machine{}, path)
	if trial.Owner != "1001" || trial.Group != "1002" || trial.Owned() != "1001:1002, mode 0600" {
		t.Errorf("the trial says %s", trial.Owned())
	}
	mustSave(t, planFor(t, path, newContent))
	wantFile(t, path, newContent, 0o600)
	if id := identifyPath(t, path); id.uid != 1001 || id.gid != 1002 {
		t.Errorf("it belongs to %d:%d", id.uid, id.gid)
	}
}

func TestFaultAttributesAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	writeFile(t, path, oldContent, 0o640)
	run(t, "setfacl", "-m", "u:1234:r--", path)
	run(t, "setfattr", "-n", "user.note", "-v", "kept", path)
	if os.Geteuid() == 0 {
		run(t, "setfattr", "-n", "security.selinux", "-v", "system_u:object_r:etc_t:s0", path)
	}
	before := attributes(t, path)
	if len(before) < 2 {
		t.Fatalf("attributes are %q", before)
	}
	p := planFor(t, path, newContent)
	if p.Method != Replace {
		t.Errorf("the method is %v", p.Method)
	}
	mustSave(t, p)
	after := attributes(t, path)
	for name, value := range before {
		if after[name] != value {
			t.Errorf("%s is %q, was %q", name, after[name], value)
		}
	}
	// The list stands in the mode's group bits as its mask.
	wantFile(t, path, newContent, 0o640)
}

// A folder's default list gives new files to others; the old file had none.
func TestFaultADefaultAccessListWidensNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o640)
	run(t, "setfacl", "-d", "-m", "u:1234:rw-", folder)
	saved := mustSave(t, planFor(t, path, newContent))
	created := filepath.Join(folder, "new.yaml")
	mustSave(t, planFor(t, created, newContent))
	for _, file := range []string{path, saved.Backup, created} {
		if list, ok := attributes(t, file)[accessList]; ok {
			t.Errorf("%s got a list of access: %q", file, list)
		}
	}
	wantFile(t, path, newContent, 0o640)
	wantFile(t, created, newContent, 0o600)
}

func attributes(t *testing.T, path string) map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	names, err := listAttributes(f)
	if err != nil {
		t.Fatal(err)
	}
	values := make(map[string]string)
	for _, name := range names {
		value, err := readAttribute(f, name)
		if err != nil {
			t.Fatal(err)
		}
		values[name] = string(value)
	}
	return values
}
