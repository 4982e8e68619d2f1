package config

import (
	"path"
	"regexp"
	"strconv"
	"strings"
)

// A placement is what a process's control groups say of it. Only root puts a
// process below another group than its owner's user-N.slice, so the names above
// that are as good as root's word.
type placement struct {
	// unit is the systemd unit that the process belongs to.
	unit string
	// container is set where a group's name is that of a container.
	container bool
	// user is the N of a user-N.slice, -1 without one. Below it that user may
	// give groups any name.
	user int
}

var (
	// containerGroup matches one component of a path as container runtimes name
	// it: docker, containerd, Kubernetes, CRI-O, podman and LXC.
	containerGroup = regexp.MustCompile(`^((docker|cri-containerd|crio|libpod)-.+\.scope|libpod-payload-.+|docker|kubepods.*|lxc(\.payload\..+)?)$`)
	userSlice      = regexp.MustCompile(`^user-(\d+)\.slice$`)
)

// readPlacement reads /proc/PID/cgroup (cgroups(7)): a line for each hierarchy,
// "ID:CONTROLLERS:PATH".
func readPlacement(content []byte) placement {
	p := placement{user: -1}
	for line := range strings.Lines(string(content)) {
		parts := strings.SplitN(strings.TrimSuffix(line, "\n"), ":", 3)
		if len(parts) != 3 {
			continue
		}
		for component := range strings.SplitSeq(path.Clean(parts[2]), "/") {
			if found := userSlice.FindStringSubmatch(component); found != nil && p.user < 0 {
				p.user, _ = strconv.Atoi(found[1])
			}
			if containerGroup.MatchString(component) {
				p.container = true
			}
			// The first one: a service may name the groups below its own.
			if p.unit == "" && strings.HasSuffix(component, ".service") {
				p.unit = component
			}
		}
	}
	return p
}

// belongsTo reports whether the process is one of a unit, or of an instance of
// it ("pomerium@.service").
func (p placement) belongsTo(unit string) bool {
	prefix, template := strings.CutSuffix(unit, "@.service")
	return p.unit == unit || template && strings.HasPrefix(p.unit, prefix+"@")
}
