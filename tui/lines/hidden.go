package lines

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
)

// Hidden takes a secret from the terminal in and shows nothing of it. Enter
// ends it, or ctrl+d; a line that ends within a paste does not. Ctrl+c gives
// the error of a context that was cancelled.
func Hidden(ctx context.Context, in, out *os.File, prompt string) (string, error) {
	giveBack, err := takeOver(int(in.Fd()))
	if err != nil {
		return "", fmt.Errorf("the terminal cannot be read: %w", err)
	}
	giveBack = sync.OnceFunc(giveBack)
	defer giveBack()
	input, stop, err := listen(in)
	if err != nil {
		return "", fmt.Errorf("the terminal cannot be read: %w", err)
	}
	defer stop()
	fmt.Fprintln(out, prompt)
	s := session{input: input}
	f := field{hidden: true}
	for {
		var came []byte
		select {
		case first, open := <-input:
			if !open {
				return "", context.Canceled
			}
			came = s.gather(first)
		case <-ctx.Done():
			return "", ctx.Err()
		}
		for end := open; len(came) > 0; {
			ended := came[len(came)-1] == ctrlD
			came, end = f.take(came)
			switch {
			case end == interrupted:
				return "", context.Canceled
			case end == closed || ended && len(came) == 0, end == entered && len(came) == 0:
				if len(f.text) == 0 {
					return "", errors.New("nothing was given")
				}
				return string(f.text), nil
			}
		}
	}
}
