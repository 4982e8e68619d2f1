package trust

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// folderFlags hold a folder without the right to read it. O_DIRECTORY also has
// an automounter mount what is there.
const folderFlags = unix.O_PATH | unix.O_DIRECTORY | unix.O_NOFOLLOW | unix.O_CLOEXEC

// lookAt holds the last component without opening it.
func (w *walk) lookAt(shown string) (step, fs.FileInfo, error) {
	fd, err := unix.Openat(w.here().fd, w.last, unix.O_PATH|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err != nil {
		return step{}, nil, err
	}
	f := os.NewFile(uintptr(fd), shown)
	defer f.Close()
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		return step{}, nil, err
	}
	if !same(*w.stat, stat) {
		return step{}, nil, errExchanged
	}
	info, err := f.Stat()
	s := stepOf(shown, file, stat)
	s.readAccessList(fd)
	return s, info, err
}

// The tags of a POSIX access list, and its bit for writing
// (include/uapi/linux/posix_acl_xattr.h).
const (
	listVersion  = 2
	tagUser      = 0x02
	tagGroupObj  = 0x04
	tagGroup     = 0x08
	listMayWrite = 2
)

// readAccessList reads who may write by the access list. Without the group's
// bit in the mode, which is the list's mask, nobody named there may.
func (s *step) readAccessList(fd int) {
	if !s.groupWrites {
		return
	}
	const name = "system.posix_acl_access"
	buffer := make([]byte, 64<<10)
	n, err := unix.Fgetxattr(fd, name, buffer)
	if errors.Is(err, unix.EBADF) { // held by O_PATH
		n, err = unix.Getxattr(fmt.Sprintf("/proc/self/fd/%d", fd), name, buffer)
	}
	switch {
	case errors.Is(err, unix.ENODATA) || errors.Is(err, unix.ENOTSUP):
	case err != nil:
		s.listUnknown = true
	default:
		s.addAccessList(buffer[:n])
	}
}

func (s *step) addAccessList(list []byte) {
	if len(list) < 4 || binary.LittleEndian.Uint32(list) != listVersion {
		s.listUnknown = true
		return
	}
	s.groupWrites = false
	for entry := list[4:]; len(entry) >= 8; entry = entry[8:] {
		tag, may := binary.LittleEndian.Uint16(entry), binary.LittleEndian.Uint16(entry[2:])
		id := int(binary.LittleEndian.Uint32(entry[4:]))
		if may&listMayWrite == 0 {
			continue
		}
		switch tag {
		case tagUser:
			s.users = append(s.users, id)
		case tagGroup:
			s.groups = append(s.groups, id)
		case tagGroupObj:
			s.groupWrites = true
		}
	}
}
