#include "planner/report/ci_start.h"

#include <fmt/format.h>

namespace deltaplan::planner {
namespace {

constexpr std::string_view kGithubPipeline =
    R"yaml(# A start, written by `deltaplan ci github` for .github/workflows/deltaplan.yml. What each part is for: docs/ci.md.
name: deltaplan
on:
  pull_request:
  push:
    branches: ["main"]

permissions: {} # each job takes what it needs

concurrency:
  group: deltaplan-${{ github.ref }}
  cancel-in-progress: ${{ github.event_name == 'pull_request' }}

jobs:
  # Pull requests, those of forks too: no secret, no token that writes. `deltaplan ci github --part comment` posts what it has found.
  preview:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-24.04
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          fetch-depth: 0
          persist-credentials: false
      - run: deltaplan --version # install it before: docs/ci.md#installing
      - env:
          BASE: origin/${{ github.base_ref }} # names are data: never inside a script
        run: |
          deltaplan preview --base "$BASE" --out plan
          cat plan/plan.md >> "$GITHUB_STEP_SUMMARY"
      - uses: actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2
        with:
          name: deltaplan
          path: plan

  plan:
    if: github.event_name == 'push'
    runs-on: ubuntu-24.04
    permissions:
      contents: read
      # id-token: write # where live tags are read from AWS with a role of this repository
    outputs:
      build: ${{ steps.plan.outputs.build }}
      shards: ${{ steps.plan.outputs.shards }}
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          fetch-depth: 0
          persist-credentials: false
      - run: deltaplan --version # install it before: docs/ci.md#installing
      - id: plan
        run: |
          deltaplan plan --out plan --format github > "$RUNNER_TEMP/outputs" # a file: behind a pipe, a failure would be lost
          cat "$RUNNER_TEMP/outputs" >> "$GITHUB_OUTPUT"
          cat plan/plan.md >> "$GITHUB_STEP_SUMMARY"
      - uses: actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2
        with:
          name: deltaplan
          path: plan

  build:
    needs: plan
    if: needs.plan.outputs.build != 'false' # where the output was lost, fromJSON fails; == 'true' would skip
    runs-on: ubuntu-24.04
    permissions:
      contents: read
    strategy:
      fail-fast: false
      matrix: ${{ fromJSON(needs.plan.outputs.shards) }}
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          persist-credentials: false
      - uses: actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0
        with:
          name: deltaplan
          path: plan
      - env:
          TARGETS: ${{ toJSON(matrix.targets) }}
        run: |
          names=$(jq -r '.[]' <<< "$TARGETS")
          : "${names:?of targets are lost, and bake would build all}"
          mapfile -t targets <<< "$names"
          docker buildx bake --push -f plan/docker-bake.json "${targets[@]}"

  # The one check to require of a branch: those of a matrix have other names every time.
  deployed:
    if: always()
    needs: [preview, plan, build]
    runs-on: ubuntu-24.04
    permissions: {}
    steps:
      - env:
          EVENT: ${{ github.event_name }}
          PREVIEW: ${{ needs.preview.result }}
          PLAN: ${{ needs.plan.result }}
          BUILD: ${{ needs.build.result }}
          WANTED: ${{ needs.plan.outputs.build }}
        run: |
          case "$EVENT:$PREVIEW:$PLAN:$WANTED:$BUILD" in
            pull_request:success:*) ;;
            push:*:success:true:success | push:*:success:false:skipped) ;;
            *) echo "preview: $PREVIEW, plan: $PLAN, something to build: '$WANTED', build: $BUILD"; exit 1 ;;
          esac
)yaml";

constexpr std::string_view kGithubComment =
    R"yaml(# A start, written by `deltaplan ci github --part comment` for .github/workflows/deltaplan-comment.yml. Why it is a workflow of its
# own: docs/ci.md#comments-on-pull-requests. It has a token that writes comments, and runs nothing of the pull request.
name: deltaplan comment
on:
  workflow_run: # zizmor: ignore[dangerous-triggers] nothing of the pull request is checked out or run
    workflows: [deltaplan]
    types: [completed]

permissions: {}

jobs:
  comment:
    if: github.event.workflow_run.event == 'pull_request' && github.event.workflow_run.conclusion == 'success'
    runs-on: ubuntu-24.04
    permissions:
      contents: read # the script below
      actions: read # the artifact
      pull-requests: write
    concurrency:
      group: deltaplan-comment-${{ github.event.workflow_run.head_sha }}
      cancel-in-progress: false
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with: # of the default branch
          sparse-checkout: ci
          persist-credentials: false
      - uses: actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0
        with:
          name: deltaplan
          path: plan
          run-id: ${{ github.event.workflow_run.id }}
          github-token: ${{ github.token }}
      - env:
          GH_TOKEN: ${{ github.token }}
          # From the event, not from the artifact, which the pull request has made.
          HEAD: ${{ github.event.workflow_run.head_repository.owner.login }}:${{ github.event.workflow_run.head_branch }}
          SHA: ${{ github.event.workflow_run.head_sha }}
        run: |
          gh api --method GET "repos/$GITHUB_REPOSITORY/pulls" -f state=open -f "head=$HEAD" > "$RUNNER_TEMP/pulls.json"
          number=$(jq -r --arg sha "$SHA" '[.[] | select(.head.sha == $sha) | .number][0] // empty' "$RUNNER_TEMP/pulls.json")
          [ -n "$number" ] || { echo "no open pull request has this head any more"; exit 0; }
          # deltaplan's scripts/post-comment, copied to ci/
          ci/post-comment --skip-empty --head "$SHA" --author 'github-actions[bot]' "$number" plan/plan.md
)yaml";

constexpr std::string_view kGitlabPipeline =
    R"yaml(# A start, written by `deltaplan ci gitlab` for .gitlab-ci.yml. What each part is for: docs/ci.md.
stages: [plan, build]

# Merge requests. Those of forks run in the fork, without your variables.
preview:
  stage: plan
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: 0
  script:
    - deltaplan --version # install it before: docs/ci.md#installing
    - deltaplan preview --base "origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME" --out plan
    # With a project access token (api, Reporter) as GITLAB_TOKEN, and deltaplan's scripts/post-comment in ci/:
    # - head=$(glab api "projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID" | jq -r .sha)
    # - ci/post-comment --skip-empty --head "$head" "$CI_MERGE_REQUEST_IID" plan/plan.md
  artifacts:
    paths: [plan]
    expose_as: deltaplan

plan:
  stage: plan
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  variables:
    GIT_DEPTH: 0
  script:
    - deltaplan --version # install it before: docs/ci.md#installing
    - deltaplan plan --out plan --format gitlab > build-jobs.yml
    - echo "PLANNED_BY=$CI_JOB_ID" > plan.env
  artifacts:
    paths: [plan, build-jobs.yml]
    reports:
      dotenv: plan.env

# GitLab reads the child's file out of an archive of at most 5 MB: it gets one of its own.
build-jobs:
  stage: plan
  needs: [plan]
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  variables:
    GIT_STRATEGY: none
  script:
    - test -s build-jobs.yml
  artifacts:
    paths: [build-jobs.yml]

# The one job to require: it fails when a build does.
build:
  stage: build
  needs: [plan, build-jobs]
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  variables:
    PLAN_JOB: $PLANNED_BY # of plan.env; another name, since a variable can't be made of itself
  trigger:
    include:
      - artifact: build-jobs.yml
        job: build-jobs
    strategy: depend
)yaml";

constexpr std::string_view kGitlabJobs =
    R"yaml(# A start, written by `deltaplan ci gitlab --part jobs` for ci/deltaplan.yml: what each generated job extends.
.deltaplan-build:
  image: docker:28-cli
  services: [docker:28-dind]
  before_script:
    - apk add --no-cache curl jq unzip
  script:
    # Not by `needs`, which would let the images of a later wave begin before their bases are there.
    - 'curl --fail --silent --show-error --location --header "JOB-TOKEN: $CI_JOB_TOKEN" --output plan.zip "$CI_API_V4_URL/projects/$CI_PROJECT_ID/jobs/$PLAN_JOB/artifacts"'
    - unzip -q plan.zip
    # BAKE_TARGETS is a shard's: --shards N. Without a target, bake would build everything.
    - |
      set -eu
      set --
      printf '%s' "${BAKE_TARGETS:-[\"$BAKE_TARGET\"]}" | jq -r '.[]' > targets
      test -s targets
      while IFS= read -r target; do set -- "$@" "$target"; done < targets
      docker buildx bake --push -f plan/docker-bake.json "$@"
)yaml";

constexpr std::string_view kBuildkitePipeline =
    R"yaml(# A start, written by `deltaplan ci buildkite` for .buildkite/pipeline.yml. What each part is for: docs/ci.md.
steps:
  - key: plan
    label: plan
    command: |
      set -euo pipefail
      deltaplan --version # install it before: docs/ci.md#installing
      # A file: behind a pipe, a failure would be lost. Nothing in it is a variable, so nothing is interpolated.
      deltaplan plan --out plan --format buildkite > build-steps.json
      buildkite-agent artifact upload "plan/**/*"
      buildkite-agent pipeline upload --no-interpolation build-steps.json

  - wait # for what was uploaded, too

  - key: deployed # the one step to require
    label: all images are built
    command: "true"
)yaml";

constexpr std::string_view kBuildkiteJobs = R"bash(#!/usr/bin/env bash
# A start, written by `deltaplan ci buildkite --part jobs` for ci/build-image: what each generated step runs.
set -euo pipefail
if [[ -n ${BAKE_TARGETS:-} ]]; then # of a shard: --shards N
  names=$(jq -r '.[]' <<<"$BAKE_TARGETS")
  : "${names:?of targets are lost, and bake would build all}"
  mapfile -t targets <<<"$names"
else
  targets=("${BAKE_TARGET:?}")
fi
buildkite-agent artifact download "plan/docker-bake.json" .
docker buildx bake --push -f plan/docker-bake.json "${targets[@]}"
)bash";

}  // namespace

namespace {

struct CiFile {
  std::string_view path;  // from the top of the repository
  std::string_view text;
};

CiFile FileOf(const CiStart& start) {
  const bool is_pipeline = start.part == CiPart::kPipeline;
  const bool is_jobs = start.part == CiPart::kJobs;
  switch (start.system) {
    case CiSystem::kGithub:
      if (is_pipeline) return {".github/workflows/deltaplan.yml", kGithubPipeline};
      return is_jobs ? CiFile() : CiFile{".github/workflows/deltaplan-comment.yml", kGithubComment};
    case CiSystem::kGitlab:
      if (is_pipeline) return {".gitlab-ci.yml", kGitlabPipeline};
      return is_jobs ? CiFile{"ci/deltaplan.yml", kGitlabJobs} : CiFile();
    case CiSystem::kBuildkite:
      if (is_pipeline) return {".buildkite/pipeline.yml", kBuildkitePipeline};
      return is_jobs ? CiFile{"ci/build-image", kBuildkiteJobs} : CiFile();
  }
  return {};
}

}  // namespace

std::string_view CiStartPath(const CiStart& start) { return FileOf(start).path; }

std::string CiStartText(const CiStart& start, std::string_view environment,
                        std::string_view branch) {
  std::string text(FileOf(start).text);
  if (text.empty() || start.part != CiPart::kPipeline) return text;
  constexpr std::string_view kMain = "\"main\"";
  if (const std::size_t at = text.find(kMain); at != std::string::npos && !branch.empty()) {
    text.replace(at, kMain.size(), fmt::format("\"{}\"", branch));
  }
  if (environment.empty()) return text;
  const bool is_gitlab = start.system == CiSystem::kGitlab;
  const std::size_t jobs = text.find(is_gitlab                           ? "stages:"
                                     : start.system == CiSystem::kGithub ? "jobs:"
                                                                         : "steps:");
  return text.insert(jobs, fmt::format("{}:\n  DELTAPLAN_ENV: \"{}\"\n\n",
                                       is_gitlab ? "variables" : "env", environment));
}

}  // namespace deltaplan::planner
