package trust

import (
	"strconv"
	"strings"
	"testing"
)

const (
	testPasswd = `root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
alice:x:1000:1000::/home/alice:/bin/sh
eve:x:1001:1001::/home/eve:/bin/sh
mallory:x:1002:1000::/home/mallory:/bin/sh
carol:x:1003:1003::/home/carol:/bin/sh
bob:x:1004:100::/home/bob:/bin/sh
pomerium:x:990:990::/:/usr/sbin/nologin
proxy-svc:x:991:991::/:/usr/sbin/nologin
`
	testGroup = `root:x:0:
staff:x:50:
users:x:100:
alice:x:1000:
eve:x:1001:
carol:x:1003:mallory
bob:x:1004:bob
devs:x:2000:alice
pomerium:x:990:alice
proxy-svc:x:991:
nixbld:x:30000:
nogroup:x:65534:
`
)

// actor makes the judge of a process: of an ordinary user, or of root with an
// environment and a login uid.
func actor(uid, login int, environ ...string) Judge {
	users := ParseUsers(testPasswd, testGroup)
	return Judge{uid: uid, users: users, unmappedUser: 65534, unmappedGroup: 65534,
		operators: operatorsBehind(uid, environ, login, users)}
}

// way reads the steps of a path, "PATH MODE UID:GID" each, separated by commas.
// "d", "l" or "-" before the mode is what it is, "+N" behind it a user whom the
// access list lets write.
func way(t *testing.T, text string) []step {
	t.Helper()
	var steps []step
	exposed := false
	for part := range strings.SplitSeq(text, ",") {
		fields := strings.Fields(part)
		if len(fields) != 3 {
			t.Fatalf("not a step: %q", part)
		}
		mode, listed, hasList := strings.Cut(fields[1], "+")
		bits, err := strconv.ParseUint(mode[1:], 8, 32)
		if err != nil {
			t.Fatal(err)
		}
		uid, gid, _ := strings.Cut(fields[2], ":")
		s := step{path: fields[0], kind: map[byte]kind{'d': folder, 'l': link, '-': file}[mode[0]]}
		s.uid, _ = strconv.Atoi(uid)
		s.gid, _ = strconv.Atoi(gid)
		s.groupWrites, s.everyoneWrites = bits&0o020 != 0, bits&0o002 != 0
		if hasList {
			who, _ := strconv.Atoi(listed)
			s.users, s.groupWrites = []int{who}, false
		}
		switch s.kind {
		case folder:
			s.sticky = bits&0o1000 != 0
			exposed = s.sticky
		case link:
			s.exposed = exposed
		}
		steps = append(steps, s)
	}
	return steps
}

// TestWhoseItIs is the table of the rules: what is believed, what may be run,
// and what is said of the rest. The first rows are setups that are ordinary.
func TestWhoseItIs(t *testing.T) {
	const etc = "/ d755 0:0, /etc d755 0:0, "
	const home = "/ d755 0:0, /home d755 0:0, "
	var (
		root    = actor(0, 0).Serving()
		sudo    = actor(0, 1000, "SUDO_UID=1000", "SUDO_USER=alice").Serving()
		doas    = actor(0, 0, "DOAS_USER=alice").Serving()
		pkexec  = actor(0, 0, "PKEXEC_UID=1000").Serving()
		su      = actor(0, 1000).Serving()
		alice   = actor(1000, 1000).Serving()
		carol   = actor(1003, 1003).Serving()
		faker   = actor(1001, 1001, "SUDO_UID=1000", "DOAS_USER=alice", "PKEXEC_UID=1000").Serving()
		unit    = actor(0, 0).Serving(Service{User: "proxy-svc"})
		grouped = actor(0, 0).Serving(Service{User: "991", Group: "devs"})
		person  = actor(1004, 1004).Serving()
	)
	const yes = ""
	for _, row := range []struct {
		name          string
		judge         Judge
		way           string
		believed, run string // "" or what is at fault
	}{
		{"the packaged folder, by sudo", sudo, etc + "/etc/pomerium d750 990:990, /etc/pomerium/config.yaml -600 990:990", yes, "/etc/pomerium/config.yaml belongs to pomerium"},
		{"the packaged folder, by root", root, etc + "/etc/pomerium d750 990:990, /etc/pomerium/config.yaml -640 0:990", yes, "/etc/pomerium belongs to pomerium"},
		{"the packaged folder, writable by the service's group", root, etc + "/etc/pomerium d2770 0:990, /etc/pomerium/config.yaml -660 0:990", yes, "can be changed by group pomerium"},
		{"a compose folder of the user behind sudo", sudo, home + "/home/alice d750 1000:1000, /home/alice/edge d755 1000:1000, /home/alice/edge/compose.yaml -644 1000:1000", yes, "belongs to alice"},
		{"a compose folder of the user behind doas", doas, home + "/home/alice d750 1000:1000, /home/alice/compose.yaml -644 1000:1000", yes, "belongs to alice"},
		{"a compose folder of the user behind pkexec", pkexec, home + "/home/alice d750 1000:1000, /home/alice/compose.yaml -644 1000:1000", yes, "belongs to alice"},
		{"a compose folder of the user behind su", su, home + "/home/alice d750 1000:1000, /home/alice/compose.yaml -644 1000:1000", yes, "belongs to alice"},
		{"one's own home with umask 022", alice, home + "/home/alice d755 1000:1000, /home/alice/pomerium -755 1000:1000", yes, yes},
		{"one's own home with umask 002", actor(1001, 1001).Serving(), home + "/home/eve d775 1001:1001, /home/eve/config.yaml -664 1001:1001", yes, "can be changed by group eve"},
		{"a private group that lists its owner", person, home + "/home/bob d775 1004:1004, /home/bob/config.yaml -664 1004:1004", yes, "can be changed by group bob"},
		{"/usr/local of root:staff", root, "/ d755 0:0, /usr d755 0:0, /usr/local d2775 0:50, /usr/local/bin d2775 0:50, /usr/local/bin/pomerium -755 0:50", yes, "/usr/local/bin can be changed by group staff"},
		{"/nix/store", root, "/ d755 0:0, /nix d755 0:0, /nix/store d1775 0:30000, /nix/store/x d555 0:0, /nix/store/x/pomerium -555 0:0", yes, yes},
		{"snap", root, "/ d755 0:0, /snap d755 0:0, /snap/pomerium d755 0:0, /snap/pomerium/current l777 0:0, /snap/pomerium/7 d755 0:0, /snap/pomerium/7/pomerium -755 0:0", yes, yes},
		{"a folder that root's group may write", root, "/ d755 0:0, /opt d775 0:0, /opt/pomerium -775 0:0", yes, yes},
		{"a package's program, for a user", alice, "/ d755 0:0, /usr d755 0:0, /usr/sbin d755 0:0, /usr/sbin/pomerium -755 0:0", yes, yes},
		{"the user of a unit", unit, "/ d755 0:0, /srv d755 0:0, /srv/edge d755 991:991, /srv/edge/config.yaml -600 991:991", yes, "belongs to proxy-svc"},
		{"the group of a unit", grouped, "/ d755 0:0, /srv d775 0:2000, /srv/config.yaml -660 991:991", yes, "belongs to proxy-svc"},
		{"root's own file in /tmp", root, "/ d755 0:0, /tmp d1777 0:0, /tmp/config.yaml -600 0:0", yes, yes},
		{"a free name in /tmp", root, "/ d755 0:0, /tmp d1777 0:0", yes, yes},
		{"a link of somebody else in root's folder", root, etc + "/etc/c.yaml l777 1001:1001, /etc/config.yaml -600 0:0", yes, yes},

		{"a compose folder of uid 1000, by root over SSH", root, home + "/home/alice d750 1000:1000, /home/alice/compose.yaml -644 1000:1000", "/home/alice/compose.yaml belongs to alice", "belongs to alice"},
		{"the packaged folder beside a unit of another user", unit, etc + "/etc/pomerium d750 990:990, /etc/pomerium/config.yaml -600 990:990", "belongs to pomerium", "belongs to pomerium"},
		{"a user who sets SUDO_UID and its like", faker, home + "/home/alice d750 1000:1000, /home/alice/config.yaml -600 1000:1000", "belongs to alice", "belongs to alice"},
		{"another user's file", alice, home + "/home/eve d755 1001:1001, /home/eve/config.yaml -644 1001:1001", "/home/eve/config.yaml belongs to eve", "belongs to eve"},
		{"another user's file, as the operator's", sudo, home + "/home/eve d755 1001:1001, /home/eve/config.yaml -644 1001:1001", "/home/eve/config.yaml belongs to eve", "belongs to eve"},
		{"a root's file in another user's folder", root, home + "/home/eve d755 1001:1001, /home/eve/pomerium -755 0:0", "/home/eve belongs to eve", "/home/eve belongs to eve"},
		{"the folder above belongs to another user", root, "/ d755 0:0, /srv d755 1001:0, /srv/a d755 0:0, /srv/a/pomerium -755 0:0", "/srv belongs to eve", "/srv belongs to eve"},
		{"a link through another user's folder", root, "/ d755 0:0, /opt d755 0:0, /opt/pomerium l777 0:0, /home d755 0:0, /home/eve d755 1001:1001, /home/eve/bin l777 0:0, /usr d755 0:0, /usr/pomerium -755 0:0", "/home/eve belongs to eve", "/home/eve belongs to eve"},
		{"another user's link in /tmp", root, "/ d755 0:0, /tmp d1777 0:0, /tmp/config.yaml l777 1001:1001, /etc d755 0:0, /etc/config.yaml -600 0:0", "/tmp/config.yaml belongs to eve", "/tmp/config.yaml belongs to eve"},
		{"another user's file in /tmp", root, "/ d755 0:0, /tmp d1777 0:0, /tmp/config.yaml -600 1001:1001", "/tmp/config.yaml belongs to eve", "belongs to eve"},
		{"a sticky folder of another user", root, "/ d755 0:0, /x d1777 1001:0, /x/config.yaml -600 0:0", "/x belongs to eve", "/x belongs to eve"},
		{"a folder that everybody may write", root, "/ d755 0:0, /srv d777 0:0, /srv/config.yaml -600 0:0", "/srv can be changed by every user", "/srv can be changed by every user"},
		{"a file that everybody may write", root, etc + "/etc/config.yaml -666 0:0", "/etc/config.yaml can be changed by every user", "can be changed by every user"},
		{"a group with members", root, "/ d755 0:0, /srv d775 0:2000, /srv/config.yaml -600 0:0", "/srv can be changed by group devs", "/srv can be changed by group devs"},
		{"a private group that is somebody's primary group", alice, home + "/home/alice d775 1000:1000, /home/alice/config.yaml -600 1000:1000", "can be changed by group alice", "can be changed by group alice"},
		{"a private group that has another member", carol, home + "/home/carol d775 1003:1003, /home/carol/config.yaml -600 1003:1003", "can be changed by group carol", "can be changed by group carol"},
		{"a group of another name", alice, home + "/home/alice d755 1000:1000, /home/alice/config.yaml -660 1000:2000", "can be changed by group devs", "can be changed by group devs"},
		{"a group that no database knows", root, "/ d755 0:0, /srv d775 0:4711, /srv/config.yaml -600 0:0", "/srv can be changed by group 4711", "group 4711"},
		{"staff elsewhere than in root's folder", alice, home + "/home/alice d775 1000:50, /home/alice/config.yaml -600 1000:1000", "group staff", "group staff"},
		{"an access list that lets another user write", root, etc + "/etc/config.yaml -660+1001 0:0", "/etc/config.yaml can be changed by eve", "/etc/config.yaml can be changed by eve"},
		{"an access list that lets root write", root, etc + "/etc/config.yaml -660+0 0:0", yes, yes},
		{"an unmapped owner", root, "/ d755 0:0, /mnt d755 65534:65534, /mnt/config.yaml -600 0:0", "/mnt has an unknown owner", "/mnt has an unknown owner"},
		{"an unmapped group", root, "/ d755 0:0, /mnt d775 0:65534, /mnt/config.yaml -600 0:0", "group nogroup", "group nogroup"},
		{"an unmapped owner, by that very number", actor(65534, 0).Serving(), "/ d755 0:0, /mnt d755 65534:65534", "unknown owner", "unknown owner"},
	} {
		t.Run(row.name, func(t *testing.T) {
			steps := way(t, row.way)
			for s, want := range map[strength]string{believe: row.believed, run: row.run} {
				v := row.judge.weigh(steps, s)
				if v.OK != (want == "") || !strings.Contains(v.Words(), want) {
					t.Errorf("strength %d: %q, want %q", s, v.Words(), want)
				}
				if !v.OK && (v.Path == "" || v.Owner == "") {
					t.Errorf("strength %d names no path or owner: %+v", s, v)
				}
			}
		})
	}
}

func TestStaffWithAMemberIsAGroupLikeAnyOther(t *testing.T) {
	j := actor(0, 0)
	j.users = ParseUsers(testPasswd, strings.Replace(testGroup, "staff:x:50:", "staff:x:50:eve", 1))
	v := j.weigh(way(t, "/ d755 0:0, /usr/local d2775 0:50"), believe)
	if v.OK || v.Words() != "/usr/local can be changed by group staff" {
		t.Errorf("%q", v.Words())
	}
}

func TestWhoTheOperatorIs(t *testing.T) {
	for _, row := range []struct {
		name    string
		uid     int
		login   int
		environ string
		want    int // 0: nobody beside root
	}{
		{"sudo", 0, 0, "SUDO_UID=1000", 1000},
		{"the variable beats the login", 0, 1001, "SUDO_UID=1000", 1000},
		{"a user of no database", 0, 0, "SUDO_UID=5000", 5000},
		{"root by sudo", 0, 0, "SUDO_UID=0", 0},
		{"not a number", 0, 0, "SUDO_UID=alice", 0},
		{"a name that nobody has", 0, 0, "DOAS_USER=nobody-here", 0},
		{"no login", 0, 0, "", 0},
		{"an ordinary user", 1001, 1001, "SUDO_UID=1000", 1001},
	} {
		found := operatorsBehind(row.uid, []string{row.environ}, row.login, ParseUsers(testPasswd, ""))
		if len(found) > 1 || row.want == 0 && found != nil || row.want != 0 && (len(found) != 1 || found[0] != row.want) {
			t.Errorf("%s: %v, want %d", row.name, found, row.want)
		}
	}
}

func TestWordsAreFitForAScreen(t *testing.T) {
	v := Verdict{Path: "/srv/\x1b[2J", Owner: "e\nve"}
	if strings.ContainsAny(v.Words(), "\x1b\n") {
		t.Errorf("%q", v.Words())
	}
}

// The operator says that a file is meant, and with that believes its owner. A
// file that others can change, or that nobody knows, says nothing of anybody.
func TestAcceptingBelievesTheOwnerAlone(t *testing.T) {
	for text, uid := range map[string]int{
		"/ d755 0:0,/srv d755 0:0,/srv/app d755 1001:1001,/srv/app/config.yaml -644 1001:1001": 1001,
		"/ d755 0:0,/srv d777 0:0,/srv/config.yaml -644 0:0":                                   0,
		"/ d755 0:0,/srv d755 65534:65534,/srv/config.yaml -644 0:0":                           0,
		"/ d755 0:0,/srv d755 0:0,/srv/config.yaml -644 0:0":                                   0,
	} {
		judge := actor(0, 0)
		verdict := judge.weigh(way(t, text), believe)
		accepting := judge.Accepting(verdict)
		for _, other := range []int{1000, 1001, 1003, 65534} {
			if accepting.Believes(other) != (other == uid) {
				t.Errorf("%s: uid %d", text, other)
			}
		}
		if accepting.trusts(1001, run) || judge.Believes(1001) {
			t.Errorf("%s: it runs what it accepts, or changes the judge", text)
		}
		if verdict.ByOwner() != (uid != 0) {
			t.Errorf("%s: by owner %v", text, verdict.ByOwner())
		}
	}
}
