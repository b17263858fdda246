// What docker buildx bake and docker compose make of their files: the oracle of planner/containers for build listings.
//
// For each directory of cases it reads the files that both take by themselves, with an empty environment, and writes
// listing.json: how each target and service is built. Nothing is built. Usage: listing DIR... ; each DIR holds cases.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/docker/buildx/bake"
)

// How one image is built. Paths are relative to the case.
type build struct {
	Context    string            `json:"context"`
	Dockerfile string            `json:"dockerfile"`
	Inline     string            `json:"inline,omitempty"`
	Target     string            `json:"target,omitempty"`
	Args       map[string]string `json:"args,omitempty"`
	Contexts   map[string]string `json:"contexts,omitempty"`
}

// One tool's answer.
type listing struct {
	Error  string           `json:"error,omitempty"`
	Builds map[string]build `json:"builds"`
}

func local(place, path string) string {
	path = strings.TrimPrefix(path, "cwd://")
	for _, start := range []string{"git@", "target:", "service:"} {
		if strings.HasPrefix(path, start) {
			return path
		}
	}
	if strings.Contains(path, "://") {
		return path
	}
	if filepath.IsAbs(path) {
		if relative, err := filepath.Rel(place, path); err == nil {
			return relative
		}
	}
	return filepath.Clean(path)
}

func locals(place string, paths map[string]string) map[string]string {
	result := map[string]string{}
	for name, path := range paths {
		result[name] = local(place, path)
	}
	return result
}

func known(values map[string]*string) map[string]string {
	result := map[string]string{}
	for name, value := range values {
		if value != nil {
			result[name] = *value
		}
	}
	return result
}

func text(value *string) string {
	if value == nil {
		return ""
	}
	return *value
}

func askCompose(place string) listing {
	result := listing{Builds: map[string]build{}}
	options, err := cli.NewProjectOptions(nil, cli.WithWorkingDirectory(place), cli.WithName("oracle"), cli.WithEnvFiles(), cli.WithDotEnv,
		cli.WithConfigFileEnv, cli.WithDefaultConfigPath, cli.WithProfiles([]string{"*"}))
	if err == nil {
		var project *types.Project
		project, err = options.LoadProject(context.Background())
		if err == nil {
			for name, service := range project.Services {
				b := service.Build
				if b == nil {
					continue
				}
				result.Builds[name] = build{Context: local(place, b.Context), Dockerfile: b.Dockerfile, Inline: b.DockerfileInline, Target: b.Target,
					Args: known(b.Args), Contexts: locals(place, b.AdditionalContexts)}
			}
		}
	}
	if err != nil {
		result.Error = strings.ReplaceAll(err.Error(), place, "CASE")
	}
	return result
}

func askBake(place string) listing {
	result := listing{Builds: map[string]build{}}
	files, err := bake.ReadLocalFiles(nil, os.Stdin, nil)
	if err == nil {
		var config *bake.Config
		config, _, err = bake.ParseFiles(files, map[string]string{"BAKE_CMD_CONTEXT": "cwd://", "BAKE_LOCAL_PLATFORM": "linux/amd64"}, nil)
		if err == nil {
			for _, each := range config.Targets {
				target, failed := config.ResolveTarget(each.Name, nil, &bake.EntitlementConf{})
				if failed != nil {
					continue // this one can't be built, the others can
				}
				result.Builds[each.Name] = build{Context: local(place, text(target.Context)), Dockerfile: text(target.Dockerfile),
					Inline: text(target.DockerfileInline), Target: text(target.Target), Args: known(target.Args),
					Contexts: locals(place, target.Contexts)}
			}
		}
	}
	if err != nil {
		result.Error = strings.ReplaceAll(err.Error(), place, "CASE")
	}
	return result
}

func run(directory string) error {
	cases, err := os.ReadDir(directory)
	if err != nil {
		return err
	}
	for _, entry := range cases {
		place, err := filepath.Abs(filepath.Join(directory, entry.Name()))
		if err != nil {
			return err
		}
		before, err := os.Getwd()
		if err != nil {
			return err
		}
		if err := os.Chdir(place); err != nil {
			return err
		}
		answers := map[string]listing{"compose": askCompose(place), "bake": askBake(place)}
		if err := os.Chdir(before); err != nil {
			return err
		}
		text, err := json.MarshalIndent(answers, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(place, "listing.json"), append(text, '\n'), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	os.Clearenv()
	for _, directory := range os.Args[1:] {
		if err := run(directory); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
