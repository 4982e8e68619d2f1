// An empty Bubble Tea program, to measure the first frame of ours against.
package main

import tea "charm.land/bubbletea/v2"

type model struct{}

func (model) Init() tea.Cmd                         { return nil }
func (m model) Update(tea.Msg) (tea.Model, tea.Cmd) { return m, nil }
func (model) View() tea.View {
	view := tea.NewView("Pomerium with Auth0")
	view.AltScreen = true
	return view
}

func main() { _, _ = tea.NewProgram(model{}).Run() }
