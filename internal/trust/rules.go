package trust

import (
	"slices"

	"pomerium-auth0/internal/text"
)

// strength is what a file is wanted for.
type strength int

const (
	believe strength = iota
	run
)

type kind int

const (
	folder kind = iota
	link
	file
)

// A step is one thing on the way to a file, the file included, and who may
// change it.
type step struct {
	path     string
	kind     kind
	uid, gid int
	// sticky is set on a folder whose entries only their owners may replace.
	sticky bool
	// exposed is set on a link in a sticky folder: its owner may replace it.
	exposed bool
	// groupWrites and everyoneWrites are what the group and all others may do,
	// and users and groups who else may by the access list. The group bits of
	// the mode aren't enough: with an access list they are its mask.
	groupWrites, everyoneWrites bool
	users, groups               []int
	// listUnknown is set where the access list could not be read.
	listUnknown bool
}

// weigh judges every step. It begins with the file itself, whose owner says
// most, and goes up.
func (j Judge) weigh(way []step, s strength) Verdict {
	for _, step := range slices.Backward(way) {
		if v := j.weighStep(step, s); !v.OK {
			return v.of(step, j)
		}
	}
	return Verdict{OK: true}
}

func (j Judge) weighStep(s step, strength strength) Verdict {
	// Whoever owns a link can't change it without changing its folder.
	if s.kind == link && !s.exposed {
		return Verdict{OK: true}
	}
	if s.uid == j.unmappedUser {
		return Verdict{Unknown: true}
	}
	if !j.trusts(s.uid, strength) {
		return Verdict{}
	}
	if s.kind == link || s.kind == folder && s.sticky {
		return Verdict{OK: true}
	}
	switch {
	case s.everyoneWrites:
		return Verdict{who: "every user"}
	case s.listUnknown:
		return Verdict{who: "whoever its access list names"}
	case s.groupWrites && !j.trustsGroup(s.gid, s.uid, strength):
		return Verdict{who: "group " + j.users.GroupName(s.gid)}
	}
	for _, uid := range s.users {
		if !j.trusts(uid, strength) {
			return Verdict{who: j.users.Name(uid)}
		}
	}
	for _, gid := range s.groups {
		if !j.trustsGroup(gid, s.uid, strength) {
			return Verdict{who: "group " + j.users.GroupName(gid)}
		}
	}
	return Verdict{OK: true}
}

// trusts reports whether what a user owns may be used. Root runs what is root's
// and nothing else: the operator's own account may be the weaker one.
func (j Judge) trusts(uid int, s strength) bool {
	switch {
	case uid == 0:
		return true
	case uid == j.unmappedUser:
		return false
	case s == run:
		return uid == j.uid
	}
	return slices.Contains(j.operators, uid) || slices.Contains(j.serviceUsers, uid)
}

// Believes reports whether a user's files and processes may be believed.
func (j Judge) Believes(uid int) bool { return j.trusts(uid, believe) }

// trustsGroup reports whether a file of that owner may be writable by a group.
func (j Judge) trustsGroup(gid, owner int, s strength) bool {
	switch {
	case gid == 0:
		return true
	case gid == j.unmappedGroup || s == run:
		return false
	case slices.Contains(j.serviceGroups, gid):
		return true
	case j.users.private(gid, owner):
		return true
	}
	// Debian gives /usr/local to root:staff and puts nobody into that group.
	return owner == 0 && j.users.GroupName(gid) == "staff" && j.users.empty(gid)
}

func clean(s string) string { return text.Line(s) }
