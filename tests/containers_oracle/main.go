// What BuildKit itself says about Dockerfiles: the oracle of planner/containers.
//
// For each directory of cases (a Dockerfile, and perhaps build.json with target, args and contexts) it converts
// the Dockerfile as docker build does, without building anything, and writes which paths of its contexts the
// build would ask for. Base images are empty ones. Usage: containers_oracle DIR... ; each DIR holds cases.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/frontend/gateway/client"
	gateway "github.com/moby/buildkit/frontend/gateway/pb"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
	fstypes "github.com/tonistiigi/fsutil/types"
)

// How the image of a case is built.
type build struct {
	Target   string            `json:"target"`
	Args     map[string]string `json:"args"`
	Contexts map[string]string `json:"contexts"`
}

// What BuildKit asks for. A context without paths is asked for whole.
type answer struct {
	Error    string              `json:"error,omitempty"`
	Contexts map[string][]string `json:"contexts"`
	Images   []string            `json:"images"`
}

// A daemon that has nothing: no image has layers or settings, no context has an ignore file.
type daemon struct{ opts client.BuildOpts }

func (d *daemon) Solve(ctx context.Context, req client.SolveRequest) (*client.Result, error) {
	result := client.NewResult()
	result.SetRef(&nothing{})
	return result, nil
}
func (d *daemon) ResolveImageConfig(ctx context.Context, ref string, opt sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	return ref, "", []byte(`{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:0000000000000000000000000000000000000000000000000000000000000000"]}}`), nil
}
func (d *daemon) ResolveSourceMetadata(ctx context.Context, op *pb.SourceOp, opt sourceresolver.Opt) (*sourceresolver.MetaResponse, error) {
	return nil, fmt.Errorf("not asked for")
}
func (d *daemon) BuildOpts() client.BuildOpts { return d.opts }
func (d *daemon) Inputs(ctx context.Context) (map[string]llb.State, error) {
	return nil, nil
}
func (d *daemon) NewContainer(ctx context.Context, req client.NewContainerRequest) (client.Container, error) {
	return nil, fmt.Errorf("not asked for")
}
func (d *daemon) Warn(ctx context.Context, dgst digest.Digest, msg string, opts client.WarnOpts) error {
	return nil
}

type nothing struct{}

func (n *nothing) ToState() (llb.State, error)        { return llb.Scratch(), nil }
func (n *nothing) Evaluate(ctx context.Context) error { return nil }
func (n *nothing) ReadFile(ctx context.Context, req client.ReadRequest) ([]byte, error) {
	return nil, os.ErrNotExist
}
func (n *nothing) StatFile(ctx context.Context, req client.StatRequest) (*fstypes.Stat, error) {
	return nil, os.ErrNotExist
}
func (n *nothing) ReadDir(ctx context.Context, req client.ReadDirRequest) ([]*fstypes.Stat, error) {
	return nil, os.ErrNotExist
}

func ask(dockerfile []byte, b build) answer {
	opts := map[string]string{}
	for name, value := range b.Args {
		opts["build-arg:"+name] = value
	}
	for name, value := range b.Contexts {
		opts["context:"+name] = value
	}
	if b.Target != "" {
		opts["target"] = b.Target
	}
	caps := pb.Caps.CapSet(pb.Caps.All())
	d := &daemon{opts: client.BuildOpts{Opts: opts, Caps: gateway.Caps.CapSet(gateway.Caps.All()), LLBCaps: caps, SessionID: "s", Workers: []client.WorkerInfo{{Platforms: []ocispecs.Platform{{OS: "linux", Architecture: "amd64"}}}}}}
	bc, err := dockerui.NewClient(d)
	if err != nil {
		return answer{Error: err.Error()}
	}
	ctx := context.Background()
	converted, err := dockerfile2llb.Dockerfile2LLB(ctx, dockerfile, dockerfile2llb.ConvertOpt{
		Config:       bc.Config,
		Client:       bc,
		MetaResolver: d,
		LLBCaps:      &caps,
	})
	if err != nil {
		return answer{Error: err.Error()}
	}
	def, err := converted.State.Marshal(ctx, llb.LinuxAmd64)
	if err != nil {
		return answer{Error: err.Error()}
	}
	result := answer{Contexts: map[string][]string{}, Images: []string{}}
	for _, bytes := range def.Def {
		var op pb.Op
		if err := op.UnmarshalVT(bytes); err != nil {
			return answer{Error: err.Error()}
		}
		source := op.GetSource()
		if source == nil {
			continue
		}
		if name, ok := strings.CutPrefix(source.Identifier, "local://"); ok {
			paths := []string{}
			if text, ok := source.Attrs["local.followpaths"]; ok {
				if err := json.Unmarshal([]byte(text), &paths); err != nil {
					return answer{Error: err.Error()}
				}
			}
			sort.Strings(paths)
			result.Contexts[name] = paths
		}
		if name, ok := strings.CutPrefix(source.Identifier, "docker-image://"); ok {
			result.Images = append(result.Images, name)
		}
	}
	sort.Strings(result.Images)
	return result
}

func run(directory string) error {
	cases, err := os.ReadDir(directory)
	if err != nil {
		return err
	}
	for _, entry := range cases {
		place := filepath.Join(directory, entry.Name())
		dockerfile, err := os.ReadFile(filepath.Join(place, "Dockerfile"))
		if err != nil {
			continue
		}
		var b build
		if text, err := os.ReadFile(filepath.Join(place, "build.json")); err == nil {
			if err := json.Unmarshal(text, &b); err != nil {
				return fmt.Errorf("%s: %w", place, err)
			}
		}
		text, err := json.MarshalIndent(ask(dockerfile, b), "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(place, "buildkit.json"), append(text, '\n'), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	for _, directory := range os.Args[1:] {
		if err := run(directory); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
