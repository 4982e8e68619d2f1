package walk_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// print writes all that a value holds, pointers followed and secrets opened, so
// that two prints tell whether it was changed.
func print(value any) string {
	var b strings.Builder
	write(&b, reflect.ValueOf(value), true)
	return b.String()
}

// shows reports whether a text stands in a value in clear.
func shows(value any, text string) bool {
	var b strings.Builder
	write(&b, reflect.ValueOf(value), false)
	return strings.Contains(b.String(), text) || strings.Contains(fmt.Sprintf("%+v", value), text)
}

func write(b *strings.Builder, v reflect.Value, open bool) {
	if v.IsValid() && v.CanInterface() {
		switch value := v.Interface().(type) {
		case secret.Secret:
			if open {
				b.WriteString(value.Reveal())
			}
			return
		case error:
			b.WriteString(value.Error())
			return
		case fmt.Stringer:
			b.WriteString(value.String())
			return
		}
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			write(b, v.Elem(), open)
		}
	case reflect.Struct:
		b.WriteString(v.Type().Name() + "{")
		for i := range v.NumField() {
			b.WriteString(v.Type().Field(i).Name + ":")
			write(b, v.Field(i), open)
			b.WriteByte(' ')
		}
		b.WriteByte('}')
	case reflect.Slice, reflect.Array:
		fmt.Fprintf(b, "%d[", v.Len())
		for i := range v.Len() {
			write(b, v.Index(i), open)
			b.WriteByte(' ')
		}
		b.WriteByte(']')
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		fmt.Fprintf(b, "%d{", len(keys))
		for _, key := range keys {
			b.WriteString(key.String() + ":")
			write(b, v.MapIndex(key), open)
			b.WriteByte(' ')
		}
		b.WriteByte('}')
	case reflect.Func:
		fmt.Fprint(b, v.IsNil())
	default:
		fmt.Fprint(b, v)
	}
}

// brief says an event or an effect in a line of a trial's log.
func brief(e any) string {
	switch e := e.(type) {
	case walk.Answered:
		if !e.Value.Secret.IsZero() {
			return fmt.Sprintf("Answered %s: a secret", e.Name)
		}
		return fmt.Sprintf("Answered %s: %s", e.Name, e.Value.Text)
	case walk.Confirmed:
		return fmt.Sprintf("Confirmed %s: %s", e.Name, briefPlan(e.Plan))
	case walk.Declined:
		return fmt.Sprintf("Declined %s: %s", e.Name, briefPlan(e.Plan))
	case walk.Did:
		m := e.Made
		return fmt.Sprintf("Did %d %s %s %q removed=%t unsure=%t", e.Gen, m.Object.Kind, m.Object.ID, m.Object.Name, m.Removed, m.Unsure)
	case walk.Apply:
		return fmt.Sprintf("Apply %d: %s", e.Gen, briefPlan(e.Plan))
	case walk.Read:
		var names []string
		for _, request := range e.Requests {
			names = append(names, request.Name)
		}
		return fmt.Sprintf("Read %d: %s, until %d", e.Gen, strings.Join(names, ", "), len(e.Until))
	}
	return strings.TrimPrefix(fmt.Sprintf("%T%v", e, e), "walk.")
}

func briefPlan(plan walk.Plan) string {
	verbs := []string{"create", "update", "delete", "restore", "write"}
	var words []string
	for _, o := range plan.Operations {
		words = append(words, fmt.Sprintf("%s %s %s", verbs[o.Verb], o.Object.Kind, o.Object.ID))
	}
	return strings.Join(words, ", ")
}
