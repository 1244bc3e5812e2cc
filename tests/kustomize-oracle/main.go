// Builds kustomizations with kustomize itself, for comparison: reads the paths of folders, one a line, and prints one JSON object
// a line for each: the folder, the time in microseconds, and either what kustomize prints or why it refuses.
//
//	find . -name kustomization.yaml -printf '%h\n' | go run . >builds.jsonl
//
// Files outside of a folder are read, plugins and helm are off, and the network is out of reach, so that a remote base fails at once.
// The order of objects is that of `kubectl kustomize`. The last line on standard error is the processor time of all builds.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"syscall"
	"time"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// A build that takes longer is given up.
const limit = 30 * time.Second

type build struct {
	Root   string `json:"root"`
	Micros int64  `json:"micros"`
	Error  string `json:"error,omitempty"`
	Yaml   string `json:"yaml"`
}

func main() {
	// Kustomize clones with git, which it finds by PATH, and downloads by HTTP.
	os.Setenv("PATH", "")
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		os.Setenv(name, "http://127.0.0.1:1")
	}
	os.Unsetenv("NO_PROXY")
	os.Unsetenv("no_proxy")
	log.SetOutput(io.Discard)
	// Kustomize prints warnings there.
	stderr := os.Stderr
	os.Stderr, _ = os.Open(os.DevNull)

	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	lines := bufio.NewScanner(os.Stdin)
	var spent time.Duration
	for lines.Scan() {
		start := cpu()
		result := inTime(lines.Text())
		took := cpu() - start
		spent += took
		result.Micros = took.Microseconds()
		if err := encoder.Encode(result); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Fprintf(stderr, "%.3f s\n", spent.Seconds())
}

// inTime runs one build, but no longer than the limit. A build that is given up goes on in the background.
func inTime(root string) build {
	done := make(chan build, 1)
	go func() {
		defer func() {
			if reason := recover(); reason != nil {
				done <- build{Root: root, Error: fmt.Sprint("panic: ", reason)}
			}
		}()
		done <- run(root)
	}()
	select {
	case result := <-done:
		return result
	case <-time.After(limit):
		return build{Root: root, Error: "timeout"}
	}
}

func run(root string) build {
	options := krusty.MakeDefaultOptions()
	options.Reorder = krusty.ReorderOptionUnspecified
	options.LoadRestrictions = types.LoadRestrictionsNone
	objects, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), root)
	if err != nil {
		return build{Root: root, Error: err.Error()}
	}
	text, err := objects.AsYaml()
	if err != nil {
		return build{Root: root, Error: err.Error()}
	}
	return build{Root: root, Yaml: string(text)}
}

// cpu is the processor time of this process so far.
func cpu() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
