package config

import (
	"errors"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

const accessList = "system.posix_acl_access"

// copyAttributes gives one file the extended attributes of another: SELinux
// label and what the operator set, but not what lets others in, which the new
// file loses where its folder gave it any. It returns the name of the attribute
// that could not be copied.
func copyAttributes(from, to *os.File) (string, error) {
	if name, err := removeAccessList(to); err != nil {
		return name, err
	}
	return copyThose(from, to, func(name string) bool {
		// Digests and signatures of the old content; the kernel makes its own.
		return !isAccess(name) && name != "security.ima" && name != "security.evm"
	})
}

// copyAccess gives one file the access control list of another.
func copyAccess(from, to *os.File) (string, error) { return copyThose(from, to, isAccess) }

// isAccess reports whether an attribute is an access control list, POSIX's or
// that of NFS.
func isAccess(name string) bool { return strings.HasPrefix(name, "system.") }

func copyThose(from, to *os.File, wanted func(name string) bool) (string, error) {
	names, err := listAttributes(from)
	if err != nil {
		return "", err
	}
	for _, name := range names {
		if !wanted(name) {
			continue
		}
		value, err := readAttribute(from, name)
		if err != nil {
			return name, err
		}
		if already, err := readAttribute(to, name); err == nil && string(already) == string(value) {
			continue
		}
		if err := unix.Fsetxattr(int(to.Fd()), name, value, 0); err != nil {
			return name, err
		}
	}
	return "", nil
}

// removeAccessList takes away what a new file got from its folder's default
// list, so that its mode alone counts.
func removeAccessList(f *os.File) (string, error) {
	err := unix.Fremovexattr(int(f.Fd()), accessList)
	if err == nil || errors.Is(err, unix.ENODATA) || errors.Is(err, unix.ENOTSUP) {
		return "", nil
	}
	return accessList, err
}

func listAttributes(f *os.File) ([]string, error) {
	list, err := grow(func(buffer []byte) (int, error) { return unix.Flistxattr(int(f.Fd()), buffer) })
	if errors.Is(err, unix.ENOTSUP) {
		return nil, nil
	}
	return strings.FieldsFunc(string(list), func(r rune) bool { return r == 0 }), err
}

func readAttribute(f *os.File, name string) ([]byte, error) {
	return grow(func(buffer []byte) (int, error) { return unix.Fgetxattr(int(f.Fd()), name, buffer) })
}

// grow asks for the size first; an attribute that grew in between is asked for
// again.
func grow(read func([]byte) (int, error)) ([]byte, error) {
	for {
		size, err := read(nil)
		if err != nil || size == 0 {
			return nil, err
		}
		buffer := make([]byte, size)
		if size, err = read(buffer); !errors.Is(err, unix.ERANGE) {
			return buffer[:max(size, 0)], err
		}
	}
}
