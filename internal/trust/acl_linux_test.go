package trust

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// accessList is a list by which a user may do what perm says, on a file or
// folder that its owner alone may write by its mode.
func accessList(uid uint32, perm, mask uint16) []byte {
	list := binary.LittleEndian.AppendUint32(nil, listVersion)
	add := func(tag, perm uint16, id uint32) {
		list = binary.LittleEndian.AppendUint16(list, tag)
		list = binary.LittleEndian.AppendUint16(list, perm)
		list = binary.LittleEndian.AppendUint32(list, id)
	}
	const everybody, owner, maskTag, others = ^uint32(0), 0x01, 0x10, 0x20
	add(owner, 7, everybody)
	add(tagUser, perm, uid)
	add(tagGroupObj, 5, everybody)
	add(maskTag, mask, everybody)
	add(others, 5, everybody)
	return list
}

// TestAnAccessListThatLetsSomebodyWrite: with such a list the group's bits of
// the mode are its mask, and a file of root:root looks as if root's group could
// write it.
func TestAnAccessListThatLetsSomebodyWrite(t *testing.T) {
	for _, path := range []string{"a", "a/config.yaml"} {
		for _, row := range []struct {
			perm, mask uint16
			ok         bool
		}{{7, 7, false}, {7, 5, true}, {5, 7, true}} {
			root := machine(t, map[string]string{"a/config.yaml": "x"})
			full := filepath.Join(root, path)
			err := unix.Setxattr(full, "system.posix_acl_access", accessList(61005, row.perm, row.mask), 0)
			if errors.Is(err, unix.ENOTSUP) {
				t.Skip("this file system has no access lists")
			}
			if err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(full); err != nil || (info.Mode().Perm()&0o020 != 0) != (row.mask == 7) {
				t.Fatalf("%v, %v", info.Mode(), err)
			}
			f, err := For(root, nil).Open("/a/config.yaml")
			if err != nil {
				t.Fatal(err)
			}
			if v := f.Believed(); v.OK != row.ok || !row.ok && v.Words() != "/"+path+" can be changed by uid 61005" {
				t.Errorf("%s %+v: %q", path, row, v.Words())
			}
			f.Close()
			there, err := For(root, nil).Look("/a/config.yaml")
			if err != nil || there.Believed().OK != row.ok {
				t.Errorf("%s %+v, only looked at: %v, %v", path, row, there, err)
			}
		}
	}
}

// TestABrokenAccessListLetsNobodyPass: what can't be read isn't believed.
func TestABrokenAccessListLetsNobodyPass(t *testing.T) {
	s := step{groupWrites: true}
	s.addAccessList([]byte{9, 0, 0, 0})
	if v := actor(0, 0).weigh([]step{s}, believe); v.OK || !strings.Contains(v.Words(), "access list") {
		t.Errorf("%+v", v)
	}
}
