package auth0

// seen holds the IDs of a listing so far.
type seen map[string]bool

// mostListed is more than any tenant has of anything that is listed here.
const mostListed = 100_000

// newOnPage adds a page to the IDs seen. A page that adds nothing although more
// are to follow, or more IDs than a tenant can have, mean that the listing would
// never end. Single IDs do occur twice: an entry moves to the next page when
// another one is created in between.
func newOnPage[T any](seen seen, page []T, id func(T) string, more bool) error {
	before := len(seen)
	for _, entry := range page {
		seen[id(entry)] = true
	}
	switch {
	case more && len(page) > 0 && len(seen) == before:
		return nonsense("a page of the list repeats an earlier one")
	case len(seen) > mostListed:
		return nonsense("the list doesn't end")
	}
	return nil
}

// about checks that an answer is about the object that was asked for.
func about(field, got, want string) error {
	if got != want {
		return nonsense("its " + field + " is " + shown(got) + ", not " + shown(want))
	}
	return nil
}
