package trust

import "golang.org/x/sys/unix"

// folderFlags hold a folder without the right to read it.
const folderFlags = unix.O_SEARCH | unix.O_NOFOLLOW | unix.O_CLOEXEC
