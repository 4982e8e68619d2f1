package walk

import "pomerium-auth0/internal/secret"

// Misplaced is the error of a secret that came where it can be seen: a front
// end keeps nothing of it.
type Misplaced string

func (m Misplaced) Error() string { return string(m) }

// admit takes a secret out of what can be seen, or refuses it where none is
// asked for.
func (w *Walk) admit(item Item, value Value) (Value, error) {
	if item.Question.Kind != Text && item.Question.Kind != Pick {
		return value, nil
	}
	if secret.LooksLike(value.Text) {
		value = SecretOf(secret.New(value.Text))
	}
	if item.Question.Secrets || value.Secret.IsZero() {
		return value, nil
	}
	for _, later := range w.Items[w.index(item.Name):] {
		if later.Question != nil && later.Question.Kind == Secret {
			return Value{}, Misplaced("this looks like a token or a secret and was not kept: it is asked for later, in a hidden field")
		}
	}
	return Value{}, Misplaced("this looks like a token or a secret and was not kept: it has no place here")
}
