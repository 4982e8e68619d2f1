package config

import (
	"errors"
	"fmt"
	"syscall"
)

// A Method is how a file is saved.
type Method int

// The methods of saving.
const (
	// NotAtAll: the file cannot be changed from here.
	NotAtAll Method = iota
	// Create makes a file where none is.
	Create
	// Replace puts a complete new file in the place of the old one in one
	// step. Whatever happens meanwhile, the file is the old or the new one.
	Replace
	// InPlace writes into the file that is there. A power failure at that
	// moment may leave it mixed; the backup is then the old one.
	InPlace
)

func (m Method) String() string {
	switch m {
	case Create:
		return "create"
	case Replace:
		return "replace"
	case InPlace:
		return "in place"
	}
	return "not at all"
}

// observed is what can be seen of a file and its folder without changing
// either. The table of faults decides by it alone.
type observed struct {
	path, real, folder string // as shown in sentences
	user, owned        string // who runs this; "root, mode 0640"
	exists             bool
	size               int64 // what the file may become, in bytes

	file error // what forbids writing to the file
	obstacles

	immutable, appendOnly bool   // attributes of the file, chattr(1)
	folderAppendOnly      bool   // the attribute of its folder
	kubernetes            bool   // the file is part of a mounted ConfigMap or Secret
	mountPoint            bool   // something is mounted on the file itself
	mountedBy             string // what mounts this very file elsewhere: a compose file, a process
	links                 uint64 // names of the file
	stickyForeign         bool   // only others may remove it from its folder
}

// obstacles are what stands in the way of a new file.
type obstacles struct {
	adding    error  // what forbids one in the folder
	owner     error  // what forbids giving it owner and mode of the old one
	attribute string // the extended attribute that it cannot be given
	room      error  // what forbids the bytes that saving needs
}

// A fault is something that rules out one or both ways of saving a file that
// is there.
type fault struct {
	found            bool
	replace, inPlace bool
	sentence         string
}

// faults is the table, gravest first: the first that rules a method out is
// the reason that is given.
func (o observed) faults() []fault {
	return []fault{
		{o.kubernetes, true, true,
			o.real + " is part of a mounted Kubernetes volume, which only the cluster changes: change the ConfigMap or Secret behind it"},
		{o.immutable, true, true,
			o.path + " is marked immutable; lsattr shows it, and chattr -i takes it back if that is not on purpose"},
		{o.appendOnly, true, true,
			o.path + " is marked append-only; lsattr shows it, and chattr -a takes it back if that is not on purpose"},
		{o.room != nil, true, true, o.noRoom()},
		{o.folderAppendOnly, true, false,
			o.folder + " is marked append-only, and no file in it can be replaced"},
		{o.mountPoint, true, false,
			o.path + " is a mount point of its own, as in a container, and cannot be replaced there"},
		{o.mountedBy != "", true, false,
			o.mountedBy + " mounts this very file, and would go on seeing the old one if a new one took its place"},
		{o.links > 1, true, false,
			o.path + " has another name (a hard link), which would keep the old content"},
		{o.stickyForeign, true, false,
			"in " + o.folder + " only the owner of a file may replace it"},
		{o.adding != nil, true, false,
			o.folder + " takes no new file from " + o.user + ": " + sentence(o.adding)},
		{o.owner != nil, true, false,
			"a new file could not be given the owner and mode of " + o.path + ": " + sentence(o.owner)},
		{o.attribute != "", true, false,
			"a new file could not be given the attribute " + o.attribute + " of " + o.path},
		{o.file != nil, false, true,
			o.path + " (" + o.owned + ") cannot be changed by " + o.user + ": " + sentence(o.file)},
	}
}

// noRoom says what is needed in the terms of what forbids it: the limit counts
// for the file alone, the disk for the backup too.
func (o observed) noRoom() string {
	if errors.Is(o.room, syscall.EFBIG) {
		return fmt.Sprintf("%s needs up to %d bytes: %s", o.path, o.size, sentence(o.room))
	}
	return fmt.Sprintf("there is not enough room in %s to save %s (up to %d bytes, and a backup): %s", o.folder, o.path, o.size, sentence(o.room))
}

func sentence(err error) string {
	if err == nil {
		return ""
	}
	return errno(err).Error()
}

// against says why the file cannot be saved by a method, "" if it can.
func (o observed) against(m Method) string {
	switch {
	case m == NotAtAll:
		return ""
	case (m == Create) == o.exists:
		if o.exists {
			return o.path + " is already there"
		}
		return o.path + " is not there"
	case m == Create && o.adding != nil:
		return o.folder + " takes no new file from " + o.user + ": " + sentence(o.adding)
	case m == Create && o.room != nil:
		return o.noRoom()
	case m == Create:
		return ""
	}
	for _, f := range o.faults() {
		if f.found && (m == Replace && f.replace || m == InPlace && f.inPlace) {
			return f.sentence
		}
	}
	return ""
}

// choose takes the safest method that nothing speaks against, with the reason.
func (o observed) choose() (Method, string) {
	if !o.exists {
		if why := o.against(Create); why != "" {
			return NotAtAll, why
		}
		return Create, "the file is not there yet"
	}
	notReplaced := o.against(Replace)
	if notReplaced == "" {
		return Replace, "a complete new file takes its place in one step"
	}
	if why := o.against(InPlace); why != "" {
		return NotAtAll, why
	}
	return InPlace, notReplaced
}
