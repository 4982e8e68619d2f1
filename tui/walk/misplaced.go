package walk

import "pomerium-auth0/internal/secret"

// Misplaced is the error of a secret that came where it can be seen: a front
// end keeps nothing of it.
type Misplaced string

func (m Misplaced) Error() string { return string(m) }

// admit takes a secret out of what can be seen, or refuses it where none is
// asked for.
func admit(item Item, value Value) (Value, error) {
	if item.Question.Kind != Text && item.Question.Kind != Pick {
		return value, nil
	}
	if secret.LooksLike(value.Text) {
		value = SecretOf(secret.New(value.Text))
	}
	if item.Question.TakesSecrets || value.Secret.IsZero() {
		return value, nil
	}
	// Whether one will be asked for, and is not there yet, is often not known.
	return Value{}, Misplaced("this looks like a token or a secret and was not kept: one that is needed has a question of its own")
}
