package walk

// Takes says whether an unattended walk answers a question with a suggestion.
type Takes func(Item, Suggestion) bool

// A Lack is a question that an unattended walk cannot go on from.
type Lack struct {
	Name string
	// Err says what is wrong with the answer that was given. Nil: none was.
	Err error
	// Unasked: an answer was given to a question that is not in this walk.
	Unasked bool
	// Words are what the question says where nothing answers it.
	Words Words
	// Failure is what went wrong, where the question is asked because of it.
	Failure error
}

// Ahead names everything that an unattended walk lacks as far as the walk is
// known now: with each question answered that can be, and with the usual
// values of what was not read yet.
func (w *Walk) Ahead(s State, takes Takes) []Lack {
	var lacks []Lack
	lacking := map[string]bool{}
	s = s.clone()
	for _, item := range w.Items {
		if item.Question == nil {
			continue
		}
		v := w.View(&s)
		v.lacking = lacking
		r := v.resolve(item.Name)
		if _, given := s.Given[item.Name]; given && !r.applies {
			lacks = append(lacks, Lack{Name: item.Name, Unasked: true})
		}
		if !r.applies || r.own {
			continue
		}
		value, found := v.unattended(item, takes)
		if !found {
			lacks = append(lacks, v.lack(item))
			lacking[item.Name] = true
			continue
		}
		taken, err := v.take(item, value)
		if err != nil {
			lacks = append(lacks, Lack{Name: item.Name, Err: err})
			lacking[item.Name] = true
			continue
		}
		for name, value := range taken {
			s.Answers[name] = Answer{Value: value, With: item.Name}
		}
	}
	return lacks
}

// lack says what a question lacks that nothing answers.
func (v *View) lack(item Item) Lack {
	lack := Lack{Name: item.Name, Words: item.Question.Say(v)}
	if item.Question.Failure != nil {
		lack.Failure = item.Question.Failure(v)
	}
	return lack
}

// take normalises and validates a value for a question.
func (v *View) take(item Item, value Value) (map[string]Value, error) {
	value, err := admit(item, value)
	if err != nil {
		return nil, err
	}
	taken := map[string]Value{item.Name: value}
	if item.Question.Take != nil {
		if taken, err = item.Question.Take(v, value); err != nil {
			return nil, err
		}
	}
	return taken, v.valid(item.Question, taken[item.Name])
}

// unattended returns what an unattended walk answers a question with: what was
// given or found and it takes, else the question's default.
func (v *View) unattended(item Item, takes Takes) (Value, bool) {
	r := v.resolve(item.Name)
	if r.suggests && takes(item, r.suggested) {
		if given, found := v.Given(item.Name); found {
			return given.Value, true // as it was given: it may answer other questions too
		}
		return r.suggested.Value, true
	}
	if item.Question.Otherwise != nil {
		return item.Question.Otherwise(v)
	}
	return Value{}, false
}

// Unattended returns what an unattended walk answers the question named name
// with.
func (w *Walk) Unattended(s State, name string, takes Takes) (Value, bool) {
	item, found := w.Item(name)
	if !found || item.Question == nil {
		return Value{}, false
	}
	return w.View(&s).unattended(item, takes)
}

// Failure returns the failure that the question named name is asked because of,
// or nil.
func (w *Walk) Failure(s State, name string) error {
	item, found := w.Item(name)
	if !found || item.Question == nil || item.Question.Failure == nil {
		return nil
	}
	return item.Question.Failure(w.View(&s))
}

// Words returns what the question named name says, and whether it is part of
// the walk.
func (w *Walk) Words(s State, name string) (Words, bool) {
	item, found := w.Item(name)
	v := w.View(&s)
	if !found || item.Question == nil || !v.Applies(name) {
		return Words{}, false
	}
	return item.Question.Say(v), true
}

// Plan returns what the change named name wants now.
func (w *Walk) Plan(s State, name string) Plan {
	item, found := w.Item(name)
	if !found || item.Change == nil {
		return Plan{}
	}
	return w.View(&s).plan(item)
}
