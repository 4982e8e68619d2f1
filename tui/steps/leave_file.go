package steps

import (
	"slices"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// What a saved file uses is never deleted while the file stays: that would lock
// users out. Leaving restores the file first.

// A Restoration is the operation that undoes a save.
type Restoration struct{ Saved config.Saved }

// filesOf are the files that this setup saved, or may have saved, and has not
// restored since; the newest first.
func filesOf(v *walk.View) []walk.Made {
	var files []walk.Made
	for _, made := range v.Made() {
		if made.Object.Kind == KindFile && !made.Removed && !made.Assumed {
			files = append(files, made)
		}
	}
	slices.SortStableFunc(files, func(a, b walk.Made) int { return b.Generation - a.Generation })
	return files
}

// saving is the save of a new content to path. Where this setup has saved the
// file already, it replaces that, and is undone together with it.
func saving(v *walk.View, path string, content []byte) config.Plan {
	file := fileOf(v)
	plan := config.Plan{
		Path: file.Trial.Real, Named: file.Trial.Named, Old: file.Target, New: content, Method: file.Trial.Method,
		Whose:  file.Trial.Whose,
		Before: config.Before{Digest: file.Target, Content: file.Old},
	}
	if elsewhere(v) && file.Content != nil {
		plan.Source, plan.SourceDigest = file.Real, file.Digest
	}
	for _, made := range filesOf(v) {
		if made.Object.ID != path {
			continue
		}
		saved, known := made.Is.(config.Saved)
		switch {
		case !known || made.Unsure:
			plan.Before = config.Before{Foreign: true}
			continue
		case file.Target == saved.Before.Digest:
			// It was read before the first save, and the content is made of that.
			plan.Old = saved.Digest
			if plan.Method == config.Create {
				plan.Method = config.Replace
			}
		case file.Target != saved.Digest:
			plan.Before = config.Before{Foreign: true}
			continue
		}
		plan.Before = saved.Before
		if saved.Backup != "" {
			plan.Before.Backups = append(slices.Clone(saved.Before.Backups), saved.Backup)
		}
	}
	return plan
}

// usedByFile reports whether a file that was saved may name the object: it was
// there when the file was written.
func usedByFile(v *walk.View, object walk.Made) bool {
	return slices.ContainsFunc(filesOf(v), func(file walk.Made) bool { return file.Generation >= object.Generation })
}

// restorations are the operations that undo the saves, the newest first.
// Stuck says why they can't be undone here; it is empty where they can.
func restorations(v *walk.View) (operations []walk.Operation, stuck string) {
	for _, made := range filesOf(v) {
		saved, known := made.Is.(config.Saved)
		switch {
		case !known || made.Unsure:
			return nil, "Whether it was written isn't known, so it isn't restored here."
		case saved.Before.Foreign:
			return nil, "Somebody else changed it between two saves, so it isn't restored here."
		case !saved.CanRestore():
			return nil, "It already held these settings, so there is nothing to restore."
		}
		verb := walk.Restore
		if saved.Before.Digest.IsZero() {
			verb = walk.Delete
		}
		operations = append(operations, walk.Operation{
			Verb: verb, Object: made.Object, Label: "file", Was: saved, Shall: Restoration{saved},
		})
	}
	return operations, ""
}

// sayLeavingFile is said where a file was saved.
func sayLeavingFile(v *walk.View, files []walk.Made, plan walk.Plan) walk.Words {
	words := walk.Words{
		Title: "Quit? The file is saved and uses these applications.",
		Short: "Quit? The file uses these applications",
		Lead:  "Deleting them without restoring the file would lock your users out.",
	}
	objects := remaining(v)
	switch _, stuck := restorations(v); {
	case files[0].Unsure:
		words.Title, words.Short = "Quit? The file may have been saved.", ""
		words.Lead = stuck
	case stuck != "":
		words.Lead = stuck
	case len(objects) == 0 && !existed(files):
		words.Title, words.Short = "Quit? The new file is saved.", ""
		words.Lead = "Keep it, or remove it again."
	case len(objects) == 0:
		words.Title, words.Short = "Quit? The file is saved.", ""
		words.Lead = "Keep it, or restore what it was before."
	}
	if scope, _ := lacksToDelete(v, plan); scope != "" {
		words.Lead = "The token lacks " + scope + ", so they can't be deleted here. Restore the file before you delete them in the dashboard."
	}
	for _, made := range files {
		words.Rows = append(words.Rows, savedFileRow(made))
	}
	words.Rows = append(words.Rows, leavingRows(objects)...)
	words.Bare = planText(words)
	return words
}

// savedFileRow is a saved file on the screen that asks whether to leave.
func savedFileRow(made walk.Made) walk.Row {
	row := walk.Row{Mark: walk.Changed, Key: "file", Value: text.Line(made.Object.Name), Note: "saved"}
	saved, known := made.Is.(config.Saved)
	switch {
	case !known || made.Unsure:
		row.Mark, row.Note = walk.Warned, "may have been saved"
	case saved.Before.Digest.IsZero() && !saved.Before.Foreign:
		row.Mark, row.Note = walk.Added, "new"
	case saved.Backup != "":
		row.Note = "saved, backup beside it"
	}
	return row
}

// existed reports whether there was a file before.
func existed(files []walk.Made) bool {
	return slices.ContainsFunc(files, func(made walk.Made) bool {
		saved, known := made.Is.(config.Saved)
		return !known || !saved.Before.Digest.IsZero()
	})
}

// leavingFileOptions are the ways to leave after a file was saved: everything
// stays, or everything is as it was. Never the applications alone.
func leavingFileOptions(v *walk.View, files []walk.Made, plan walk.Plan) []walk.Option {
	keep := walk.Option{Label: "Keep everything", Enter: "keep it and leave", EnterShort: "keep", Value: walk.TextOf(walk.KeepAndLeave)}
	stay := walk.Option{Label: "Stay", Enter: "stay here", EnterShort: "stay", Value: walk.TextOf(walk.Stay)}
	if plan.Empty() || byHand(v, plan) != "" {
		return []walk.Option{keep, stay}
	}
	file := "Remove the file"
	if existed(files) {
		file = "Restore the file"
	}
	back := walk.Option{Label: file, Enter: "restore and leave", EnterShort: "restore", Event: walk.Confirmed{Name: walk.LeaveName, Plan: plan}}
	objects := remaining(v)
	_, comes := goesAndComesBack(walk.Plan{Operations: plan.Operations[len(files):]})
	switch apps := applications(objects); {
	case len(objects) == 0:
	case comes > 0:
		back.Label, back.Note = file+" and Auth0", "both are then as they were before"
	case apps == 1:
		back.Label = file + ", delete the app"
	default:
		back.Label = file + ", delete both apps"
	}
	return []walk.Option{keep, back, stay}
}

// applications counts them among objects.
func applications(objects []walk.Made) int {
	n := 0
	for _, made := range objects {
		if made.Object.Kind != KindGrant {
			n++
		}
	}
	return n
}

// leftFile says in a closing what became of the file in a setup that ended
// before its end.
func leftFile(o Options, v *walk.View, c *Closing) (inUse bool) {
	for _, made := range v.Made() {
		if restored, is := made.Is.(config.Restored); is && made.Removed {
			c.Title = text.Line(restored.Path) + " was restored: it is as it was before."
			if restored.Removed {
				c.Title = "The new file " + text.Line(restored.Path) + " was removed again."
			}
			for _, backup := range restored.Backups {
				c.Facts = append(c.Facts, walk.Row{Key: "backup", Value: text.Line(backup)})
			}
		}
	}
	files := filesOf(v)
	for _, made := range files {
		saved, known := made.Is.(config.Saved)
		switch {
		case known && made.Unsure:
			c.Mark, c.Title = walk.Warned, text.Line(saved.Path)+" was saved, and may have been restored since. Look at it before you delete anything."
		case !known:
			c.Mark, c.Title = walk.Warned, text.Line(made.Object.Name)+" may have been saved. Look at it before you delete anything."
		default:
			c.Title = "The file was saved before this ended: " + text.Line(saved.Path)
			if saved.CanRestore() && o.Practice == nil && (saved.Backup != "" || saved.Before.Digest.IsZero()) {
				c.Later = append(c.Later, Advice{Key: "to undo", Command: o.Started.putBack(saved)})
			}
		}
		if known && saved.Backup != "" {
			c.Facts = append(c.Facts, walk.Row{Key: "backup", Value: text.Line(saved.Backup)})
		}
	}
	return len(files) > 0
}
