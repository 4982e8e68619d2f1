package config

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"testing"
)

// The table of faults by itself: what was seen, and what follows.
func TestTheMethodFollowsFromWhatWasSeen(t *testing.T) {
	denied := fs.ErrPermission
	there := func(change func(*observed)) observed {
		o := observed{path: "config.yaml", real: "/etc/pomerium/config.yaml", folder: "/etc/pomerium", user: "alice", owned: "root, mode 0644", exists: true, links: 1}
		change(&o)
		return o
	}
	cases := []struct {
		name   string
		seen   observed
		method Method
		reason string
	}{
		{"nothing against it", there(func(*observed) {}), Replace, "in one step"},
		{"not there", observed{path: "config.yaml", folder: "/etc"}, Create, "not there yet"},
		{"not there, and the folder takes nothing", observed{folder: "/etc", user: "alice", obstacles: obstacles{adding: denied}}, NotAtAll, "/etc takes no new file from alice"},
		{"Kubernetes", there(func(o *observed) { o.kubernetes = true }), NotAtAll, "ConfigMap"},
		{"immutable", there(func(o *observed) { o.immutable = true }), NotAtAll, "chattr -i"},
		{"append-only", there(func(o *observed) { o.appendOnly = true }), NotAtAll, "chattr -a"},
		{"no room", there(func(o *observed) { o.room, o.size = syscall.ENOSPC, 20000 }), NotAtAll, "not enough room in /etc/pomerium to save config.yaml (up to 20000 bytes, and a backup): the disk is full"},
		{"a file-size limit", there(func(o *observed) { o.room, o.size = syscall.EFBIG, 20000 }), NotAtAll, "config.yaml needs up to 20000 bytes: the file-size limit of this shell forbids it; see ulimit -f"},
		{"not there, and no room", observed{path: "config.yaml", folder: "/etc", obstacles: obstacles{room: syscall.EDQUOT}}, NotAtAll, "the disk quota is used up"},
		{"an append-only folder", there(func(o *observed) { o.folderAppendOnly = true }), InPlace, "/etc/pomerium is marked append-only"},
		{"a mount point", there(func(o *observed) { o.mountPoint = true }), InPlace, "mount point"},
		{"mounted by a compose file", there(func(o *observed) { o.mountedBy = "/srv/compose.yaml" }), InPlace, "/srv/compose.yaml mounts this very file"},
		{"two names", there(func(o *observed) { o.links = 2 }), InPlace, "hard link"},
		{"a sticky folder", there(func(o *observed) { o.stickyForeign = true }), InPlace, "only the owner"},
		{"a closed folder", there(func(o *observed) { o.adding = denied }), InPlace, "takes no new file"},
		{"an owner that cannot be given", there(func(o *observed) { o.owner = denied }), InPlace, "owner and mode"},
		{"an attribute that cannot be given", there(func(o *observed) { o.attribute = "security.selinux" }), InPlace, "security.selinux"},
		{"a file that cannot be written, in an open folder", there(func(o *observed) { o.file = denied }), Replace, "in one step"},
		{"neither", there(func(o *observed) { o.file, o.adding = denied, denied }), NotAtAll, "config.yaml (root, mode 0644) cannot be changed by alice"},
		{"a mount point that cannot be written", there(func(o *observed) { o.mountPoint, o.file = true, denied }), NotAtAll, "cannot be changed by alice"},
	}
	for _, c := range cases {
		method, reason := c.seen.choose()
		if method != c.method || !strings.Contains(reason, c.reason) {
			t.Errorf("%s: %q (%s), want %q (… %s …)", c.name, method, reason, c.method, c.reason)
		}
	}
}

func TestAgainstAMethodOfOnesOwnChoice(t *testing.T) {
	o := observed{path: "config.yaml", exists: true, links: 2}
	if why := o.against(Replace); !strings.Contains(why, "hard link") {
		t.Errorf("against replacing: %q", why)
	}
	if why := o.against(InPlace); why != "" {
		t.Errorf("against in place: %q", why)
	}
	if why := o.against(Create); !strings.Contains(why, "already there") {
		t.Errorf("against creating: %q", why)
	}
	refused := Trial{}.refuse(errors.New("no way"))
	if why := refused.Against(Replace); why != "no way" {
		t.Errorf("a trial that could not look: %q", why)
	}
}
