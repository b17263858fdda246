// A row for each code. Why so long a file: docs/decisions/long-files.md.
#include "planner/report/message_table.h"

namespace deltaplan::planner {
namespace {

using Kind = MessageKind;

constexpr MessageRow kRows[] = {
    {Kind::kReason, "base_image_changed",
     "Deploys: an image that its image is built FROM is rebuilt.",
     "An input of the base image differs; `via` leads from that input to the service.",
     "None needed. A file that can't change the base image belongs in `ignore`."},
    {Kind::kReason, "bootstrap_tag", "Deploys: the live tag is a placeholder for the first deploy.",
     "The tag is one of `bootstrap_tags`, which `deltaplan tags bootstrap` writes.",
     "None needed: the deploy replaces the placeholder by a real tag."},
    {Kind::kReason, "build_changed",
     "Deploys: the configuration says otherwise than at the baseline how its image, or one that it "
     "is built FROM, is built.",
     "`build` or `images` of the configuration: an argument, the Dockerfile, the context, the "
     "target, `from`; `platform` of the environment's `deploy`; the `image`, `path` or `external` "
     "of the "
     "service. The reason names the keys. Also where the configuration of that time can't be read, "
     "and where what runs is the image of another service, by its repository or by its tag.",
     "None needed. In a partial clone the reason names the line that fetches the configuration. A "
     "service that is meant to run the image of another one has its name as its `image`."},
    {Kind::kReason, "build_input_changed", "Deploys: a path of `build_inputs` differs.",
     "Such a path shapes every build, so a change in it deploys every service.",
     "None needed. What shapes only some builds belongs in the `inputs` of these services, or in a "
     "package."},
    {Kind::kReason, "commit_ambiguous", "Deploys: the live tag may name any of several commits.",
     "Its abbreviated SHA is the beginning of several commits, or more than one part of it looks "
     "like a SHA.",
     "Put more digits into tags (`\"tag\": \"{sha:12}\"`), or say in `tag_pattern` which part is "
     "the SHA."},
    {Kind::kReason, "commit_not_found", "Deploys: the commit of the live tag is not in this clone.",
     "The clone is shallow, the commit's branch was deleted or rewritten, or the image comes from "
     "another repository.",
     "Run the `git fetch` line of the warning `commits_missing`. In CI, fetch the history: "
     "`fetch-depth: 0` with `actions/checkout`."},
    {Kind::kReason, "dependencies_changed",
     "Deploys: a directory joined or left what the service depends on.",
     "With `\"dependencies\": \"workspace\"`: a manifest, a lockfile, a version or the list of "
     "members leads to other packages than at the baseline, though no file of the service differs.",
     "None needed. `deltaplan graph` shows where each edge comes from."},
    {Kind::kReason, "dirty_baseline",
     "Deploys: the live tag says that its image was built from a dirty work tree.",
     "Somebody has built with uncommitted changes, so no commit holds what is live. The marks of "
     "git describe, versioneer, nebula, setuptools_scm (`.d20260508`) and sbt-dynver (the time "
     "behind the commit) are known.",
     "None needed, when the plan is for a clean checkout: the deploy replaces the image."},
    {Kind::kReason, "forced", "Deploys whatever has changed.",
     "`--force NAME` on the command line, or `\"always\": true` in the configuration. With `--to "
     "map`: "
     "the map names another tag, and no input tells the two apart.",
     "Leave out the one or the other."},
    {Kind::kReason, "held",
     "Skips whatever has changed. The reasons behind it are what the service misses.",
     "`--hold NAME` on the command line, or `hold` in the configuration.",
     "`--force NAME` deploys it once. Remove `hold` to deploy it from now on."},
    {Kind::kReason, "lockfile_changed",
     "Deploys: what the lockfile resolves the service's dependencies to differs.",
     "With `\"lockfile\": \"precise\"`: a record that the service reaches has another version, "
     "source, content or other dependencies; `packages` names them.",
     "None needed. Tools that can't change an image belong in `ignore_packages`."},
    {Kind::kReason, "lockfile_unreadable",
     "Deploys: a lockfile can't be read on one side, so that everything under its root counts.",
     "It has conflict markers, is cut off, has a version that is not known, is missing on one "
     "side, "
     "or is not in this clone; `cause` says which.",
     "Mend the lockfile. In a partial clone run the line that the reason names, which brings all "
     "that lack. After it is deployed once, the baseline is a commit that can be read."},
    {Kind::kReason, "manifest_unreadable",
     "Deploys: a manifest can't be read on one side, so that everything under its root counts.",
     "A package.json, Cargo.toml, go.mod or pyproject.toml that the service's root installs is not "
     "valid, or is not in this clone; `cause` says which.",
     "Mend the manifest; in a partial clone run the line that the reason names."},
    {Kind::kReason, "never_deployed", "Deploys: no live tag is known.",
     "The service is new, or the live source knows it under another name. Where something may run "
     "whose tag can't be told, the reason says why, and `live_tag_unknown` warns of it.",
     "None needed for a new service. Else compare names with what `deltaplan status --env ENV` "
     "shows, and mend `live` of the environment."},
    {Kind::kReason, "package_changed",
     "Deploys: a package differs that the service depends on, itself or through other packages.",
     "With `\"dependencies\": \"all\"` every service depends on every package, else on those that "
     "`depends_on` leads to.",
     "None needed. When it fans out too far, declare dependencies: `\"dependencies\": "
     "\"declared\"` and `depends_on`."},
    {Kind::kReason, "restarted_with",
     "Rolled with the image that it runs: nothing is built, its tag stays.",
     "A service that its `restart_with` names is rolled in this plan; `input` is that service.",
     "None needed. Without `restart_with` it would go on running."},
    {Kind::kReason, "rollout_failed",
     "Deploys: what was rolled last did not come up, so what runs is not what was wished for.",
     "The live source says so: the primary deployment of ECS has failed, the last update of a "
     "function, or what Terraform's state holds for tainted. Where another deployment is still "
     "active, its tag is live and is compared; else "
     "nothing is known to run.",
     "Find out why it failed; the deploy rolls head. `--hold SERVICE` leaves it as it is."},
    {Kind::kReason, "service_changed",
     "Deploys: the service's own directory, or one of its `inputs`, differs.",
     "Files below it were added, deleted or modified between the two commits that are compared; "
     "`files` lists them.",
     "None needed. A file that can't change the image belongs in `ignore`."},
    {Kind::kReason, "settings_changed",
     "Deploys: settings differ that shape everything that is installed under the service's root.",
     "The package manager's version, .npmrc, the rest of pnpm-workspace.yaml, a root manifest, a "
     "toolchain file; `keys` names what differs in the file.",
     "None needed: no record shows what such a setting changes."},
    {Kind::kReason, "tag_without_commit", "Deploys: the live tag names no commit.",
     "It holds no SHA (`latest`, `v1.4.2`) and is no tag of git in this clone, or `tag_pattern` "
     "does not fit it.",
     "Tag images with the commit, or describe the tags in `tag_pattern`. Where tags of git are "
     "meant: `git fetch --tags`."},
    {Kind::kReason, "unchanged", "Skips: every input is identical.",
     "The inputs have the same bytes and modes in both commits that are compared.",
     "None needed. `deltaplan why SERVICE PATH` tells whether a path is an input; `--force "
     "SERVICE` deploys it all the same."},

    {Kind::kWarning, "addresses_unknown",
     "`tags`: the map is written, and the command that rolls the new tags out can't be printed.",
     "The files of a root module have errors, or this clone lacks them.",
     "Mend what the message names; then `deltaplan targets --env ENV` shows the addresses."},
    {Kind::kWarning, "branch_lockfile", "A lockfile belongs to one branch, and is not read.",
     "`gitBranchLockfile` of pnpm: which file counts depends on the branch that is checked out, "
     "and "
     "commits know no branch.",
     "Merge the lockfiles of branches (`pnpm install --merge-git-branch-lockfiles`) before you "
     "deploy."},
    {Kind::kWarning, "commits_missing",
     "Live commits are not in this clone, so the services that run them deploy. Where such a "
     "commit "
     "is younger than head, that brings an older one back.",
     "The clone is shallow, or the branch of such a commit was deleted or rewritten.",
     "Run the lines that the warning prints, one `git fetch REMOTE SHA` for each commit, and plan "
     "again. A line fails where its commit is gone for good: that service deploys once more. An "
     "abbreviated SHA can't be fetched by name: `git fetch --unshallow REMOTE`, or whole SHAs in "
     "tags; where the history lacks it, too, the commit was rewritten, and the service deploys."},
    {Kind::kWarning, "dependency_outside", "A dependency is a path that leaves the repository.",
     "`link:`, `file:` or a path dependency with too many `..`.",
     "Move it into the repository, or publish it: what lies outside is not in any commit."},
    {Kind::kWarning, "dependency_unresolved",
     "A dependency says that it is a member of the workspace, and none has its name.",
     "`workspace:` names a package that was renamed, removed, or that the list of members leaves "
     "out.",
     "Mend the name, or the list of members."},
    {Kind::kWarning, "dynamic_dependencies",
     "What a package depends on is not written in its manifest.",
     "A build script computes it, so that manifests do not tell.",
     "Name local packages that it needs in `depends_on`."},
    {Kind::kWarning, "followers_left_out",
     "The image of a service is rebuilt, and services that are built FROM it are not: they keep "
     "the old one, and later plans call them up to date.",
     "`--service` does not name them, or they are held. They run a commit that has all sources of "
     "the rebuilt image already, as after a hold of that one, or it is forced.",
     "Name them with `--service`, too, or end their hold. Where that comes later: "
     "`--force SERVICE` for each, in the plan that brings them."},
    {Kind::kWarning, "head_not_checked_out",
     "The work tree holds another commit than the one that is planned.",
     "`--head` names a commit that is not checked out. Images built from this work tree would not "
     "be what their tag says.",
     "`git checkout COMMIT` before images are built."},
    {Kind::kWarning, "held_services_left",
     "`tags rollback` of the whole map leaves services as they are that the configuration holds.",
     "`hold` of the service. The message has the tag that each keeps.",
     "None needed. `deltaplan tags rollback --env ENV SERVICE` takes one back all the same."},
    {Kind::kWarning, "held_without_tag",
     "A held service has no live tag, so the tag map has no entry for it.",
     "The service was never deployed, or the live source does not know it.",
     "Name its tag with `--live SERVICE=TAG`, or deploy it with `--force SERVICE`. Where the tag "
     "map is what tells live tags: `deltaplan tags set --env ENV SERVICE=TAG`."},
    {Kind::kWarning, "history_not_written",
     "`tags`: the map is written, its history is not, so a later `rollback` and `history` do not "
     "know this change.",
     "The file beside the map (`.history`) can't be written.",
     "Mend what the message names: permissions, a full disk, something else of that name."},
    {Kind::kWarning, "ignored_service_directory",
     "An ignore rule hides a whole service directory: nothing in it can make a service deploy.",
     "A rule of `ignore` fits the directory itself, or git's own rules hide a directory that a `*` "
     "of `services` would find.",
     "Make the rule narrower (`services/*/docs/**`). `git check-ignore -v PATH` shows which of "
     "git's rules it is."},
    {Kind::kWarning, "image_unfit",
     "A registry has the image of a tag, for another platform than the environment's, or with the "
     "label of another commit than the tag names.",
     "It was built on another machine, or the tag was pushed again; the label of a base image is "
     "inherited, too.",
     "Build it for `platform` of the environment's `deploy`. `deltaplan images --env ENV` shows "
     "it."},
    {Kind::kWarning, "images_not_asked",
     "Whether registries have the images of the new tags can't be told. Nothing is refused for it: "
     "going back has to be possible when a registry is what has failed.",
     "A registry does not answer, or wants a login.",
     "`deltaplan images --env ENV` asks again, and says what to do about each image."},
    {Kind::kWarning, "input_ignored",
     "A rule of `ignore` hides an input as a whole: a change there makes nothing deploy.",
     "It fits a path that the configuration names (`inputs`, a package, a base image), or one that "
     "a symbolic link in an input leads to.",
     "Bring it back with a later rule (`!proto/api.md`), or name it in `build_inputs`, of which "
     "nothing is ignored."},
    {Kind::kWarning, "inputs_missing",
     "The Dockerfiles of services of this plan read files that no input of the service holds, so a "
     "change of these makes nothing deploy.",
     "A COPY, an ADD or a mounted directory that the configuration does not know of. Looked at are "
     "images of which the configuration says `build`.",
     "`deltaplan audit` says which line reads what: add it to `inputs`, or to `build_inputs`. "
     "What must not count belongs in the ignore file of the build, or in `ignore`."},
    {Kind::kWarning, "inputs_undecided",
     "What the Dockerfiles of services of this plan read can't be told from the commit, and the "
     "inputs of the service do not hold all that it may be.",
     "An argument without a value, another syntax, an instruction that docker build would refuse, "
     "or bytes that this clone lacks. Looked at are images of which the configuration says "
     "`build`.",
     "`deltaplan audit` says which line it is and what no input holds. Give the argument a value "
     "in `build` or a default; or add what it may read to `inputs`."},
    {Kind::kWarning, "live_not_asked",
     "`tags set --from`: whether what is live is still what the plan was made from was not asked.",
     "The environment has no live source that could be asked, or `--live-file` had said what is "
     "live.",
     "Give a newer `--live-file FILE`; or `live` in the environment. `--no-live` says that it is "
     "meant."},
    {Kind::kWarning, "live_not_compared",
     "`tags set --from`: a live tag that `--live SERVICE=TAG` had told `deltaplan plan` was not "
     "asked again.",
     "No source had told it, so none is asked.", "Look yourself, or let a source tell it."},
    {Kind::kWarning, "live_not_told",
     "Nothing says what is live, so each service deploys as one that was never deployed.",
     "The configuration has no environment, the environment has no `live`, and the command line "
     "has neither `--live` nor `--live-file`.",
     "For one plan `--live SERVICE=TAG` or `--live-file FILE`; for every one `live` of the "
     "environment ([live](live.md))."},
    {Kind::kWarning, "live_service_unknown",
     "Something is live that the configuration has no service for. Its tag stays in the tag map.",
     "The service was removed or renamed in the configuration, or never stood there.",
     "Add it to `services`. When it is not needed any more, remove it where it runs and from the "
     "tag map's file."},
    {Kind::kWarning, "live_source_unreadable",
     "A source that is only compared with what is live could not be read. The plan does not depend "
     "on it.",
     "What the message says: a file that is missing or malformed, an answer that did not come, "
     "keys that are not valid.",
     "Mend the source, or take it out of `live`. `deltaplan status --env ENV` asks all sources "
     "again."},
    {Kind::kWarning, "live_sources_disagree",
     "Two live sources give a service different tags. The message has both, and how many commits "
     "an untargeted apply from the other one would roll back.",
     "A service was rolled past one of them: by hand, by an apply with other tags, or with a tag "
     "map that was not written or not merged.",
     "See all of them: `deltaplan status --env ENV`. Then bring the one that is wrong up to date, "
     "for a tag map with `deltaplan tags set --env ENV SERVICE=TAG`."},
    {Kind::kWarning, "live_tag_unknown",
     "Something may run of a service, and the source that decides can't tell which tag that has. "
     "The service deploys, as one that was never deployed.",
     "Its image is pinned by a digest that the registry has expired or never tagged, or lies in "
     "another registry than ECR; its parameter is a SecureString or a StringList; its function is "
     "no image.",
     "`--live SERVICE=TAG` gives the tag. With `--service` for others, the tag map's tag is kept. "
     "Deploy by tag, and keep the images that run."},
    {Kind::kWarning, "lockfile_stale",
     "A lockfile and a manifest say different things, so that both are followed.",
     "The manifest was edited and the lockfile was not updated, or the other way round.",
     "Install once, and commit the lockfile."},
    {Kind::kWarning, "map_versions_skipped",
     "`tags rollback`, `tags history`: versions of the map in git are not counted.",
     "This clone lacks their content; or the map had another form than the configuration says now.",
     "In a partial clone `git fetch --refetch`. What has another form can be read in git: `git log "
     "-p -- FILE`."},
    {Kind::kWarning, "moved_not_applied",
     "The state still has the source of a `moved` block: Terraform refuses runs with `-target` "
     "until it is moved. Known only where a state was read: with `--state`, or by the live source "
     "`terraform_state`.",
     "The block was merged, and nothing was applied without targets since.",
     "`terraform plan` without targets, look at it, apply it."},
    {Kind::kWarning, "package_without_users",
     "With `\"dependencies\": \"declared\"`: a package changed and reaches no service, though a "
     "manifest in the repository uses it. `--strict` refuses it.",
     "`package.json`, `pyproject.toml`, `go.mod` and the like name the package, and no "
     "`depends_on` "
     "does.",
     "Add the package to `depends_on` of what uses it."},
    {Kind::kWarning, "path_deleted",
     "A path of the configuration is gone from head, which counts as a change.",
     "It was deleted or renamed, and the configuration was not.",
     "Remove the entry that the message points to, or give it the new path."},
    {Kind::kWarning, "pushed_counts_as_live",
     "Nothing but `ecr` says what services run: an image counts as live once it is pushed, also "
     "where it was never rolled, and then nothing deploys it.",
     "`ecr` is the only live source of the environment, or of the services that the message names.",
     "Name a second source, which is compared: `terraform_state`, or `image_tags`. After a deploy "
     "that ended between push and apply: `--force SERVICE`."},
    {Kind::kWarning, "replace_refs",
     "The repository has replace refs. Git follows them, deltaplan compares the real commits.",
     "Somebody has run `git replace`, or a clone has fetched `refs/replace/*`.",
     "`git replace --list` shows them, `git replace -d OBJECT` deletes one. None needed, when the "
     "real commits are to be compared."},
    {Kind::kWarning, "restart_left_out",
     "A service that restarts with others is left as it runs, although one of them is rolled.",
     "`--service` does not name it, or it is held. What was rolled is live then, so later plans "
     "have "
     "no reason to restart it.",
     "Name it with `--service`, too, or end its hold; after the deploy restart it with the cloud's "
     "own command."},
    {Kind::kWarning, "rollout_failed",
     "The last rollout of a service has failed, so the service deploys. Of ECS, the deployment "
     "that "
     "is still active and complete counts as live.",
     "What the live source says, such as the reason that ECS gives for a failed deployment.",
     "Find out why it failed before you deploy. `--strict` and `tags promote` refuse."},
    {Kind::kWarning, "rollout_in_progress",
     "A rollout of a service runs right now. The message names what counts as live.",
     "Another deploy is under way, or one was left behind that never became steady; calls of a "
     "Lambda alias go to two versions.",
     "Wait for it (`aws ecs wait services-stable --cluster CLUSTER --services SERVICE`) and plan "
     "again, when the two could collide."},
    {Kind::kWarning, "rollout_unwatched",
     "`release`: nothing that can be asked tells what a rolled service runs, so nobody waited for "
     "it.",
     "Its first live source is the tag map or a registry, or it has none.",
     "Look yourself, or name a source in `live` that knows what runs ([live](live.md))."},
    {Kind::kWarning, "service_deleted",
     "The directory of a service is gone from head. It is not in the plan; what it runs stays in "
     "the tag map.",
     "The service was deleted or moved, and the configuration was not.",
     "Remove the entry that the message points to, or give it the new path. Remove the service "
     "where it runs, then its tag from the map's file."},
    {Kind::kWarning, "service_missing",
     "The live source has nothing of the service's name there, so the service is not live.",
     "It is new; or the name, the cluster, the region or the account is another one. For `ecr`: no "
     "tag of the repository fits the pattern.",
     "None needed for a new service. Else mend the source in `live` of the environment: the "
     "message says what was asked for, and where."},
    {Kind::kWarning, "service_parked",
     "The desired count of a service is 0. What it would run counts as live.",
     "Somebody has scaled it to nothing.",
     "None needed. `aws ecs update-service --cluster CLUSTER --service SERVICE --desired-count 1` "
     "starts it."},
    {Kind::kWarning, "service_without_root",
     "With `\"dependencies\": \"workspace\"`: no package manager that is read installs a service, "
     "and "
     "it has no `depends_on`, so every package counts for it. `--strict` refuses it.",
     "There is no manifest at or below its path, its language is none of those that are read, or "
     "its manifest lies elsewhere.",
     "Say with `depends_on` what it depends on (`[]`: nothing), or with `manifest` where its "
     "manifest lies."},
    {Kind::kWarning, "service_without_target",
     "No Terraform address was found for a service; only with `\"targets\": \"auto\"`.",
     "No resource gets its image tag, or no rule tells that one is its own; resources that have "
     "instances for other services only are named. Or no file in `dir` declares anything: another "
     "program, such as Terragrunt, makes the root module, or `dir` is a directory above it.",
     "`deltaplan targets --env ENV` shows what was found for whom. Give the resource a key or a "
     "name that [tells its service](terraform.md#whose-they-are), or the service `targets` of its "
     "own. Where another program makes the root module, write its addresses in `targets`."},
    {Kind::kWarning, "several_package_managers",
     "Lockfiles of several package managers lie in one directory.",
     "A team has changed its package manager and left the old lockfile, or two tools are in use.",
     "Remove the lockfiles that nobody installs from, or name the manager in `packageManager` of "
     "package.json."},
    {Kind::kWarning, "tag_map_shadowed",
     "A file that Terraform reads after the tag map sets the map's variable, too, and decides. "
     "Told by "
     "`status`, `check` and `tags set`.",
     "Terraform reads `terraform.tfvars`, then every `*.auto.tfvars` in the order of their names; "
     "a "
     "later one replaces the whole variable. Any of them decides over a variable's default.",
     "Take the variable out of the file that is named, or name that file in `image_tags` of the "
     "environment."},
    {Kind::kWarning, "tag_map_unreadable",
     "The tag map is there and can't be read, so a change of it after this plan would not be "
     "noticed. A plan writes no `image_tags.auto.tfvars.json`: one made anew would lack the tags "
     "that the map alone knows.",
     "What the message says: mostly a malformed file, or one of another form than `image_tags` of "
     "the environment describes.",
     "`deltaplan tags get --env ENV` fails with the place in the file; mend it there."},
    {Kind::kWarning, "tag_unchanged", "A service deploys under the tag that it runs already.",
     "It is forced, and head is the commit that is live.",
     "Deploy another commit. Terraform has nothing to change for this one; a restart is "
     "`restart_with`, or the cloud's own command."},
    {Kind::kWarning, "tag_variable_undeclared",
     "Tags stand in a variable that the root module does not declare, so they reach nothing. Told "
     "by "
     "`status`, `check` and `tags set`.",
     "The variable was renamed or removed, or `dir` of `terraform` names another root module. To "
     "Terraform that is a warning, and the apply changes nothing.",
     "Declare the variable, or mend `image_tags` or `dir` of the environment."},
    {Kind::kWarning, "target_holds_other_tag",
     "A resource of one service holds the tag of another one beside its own. A deploy of the other "
     "leaves the old tag there.",
     "A second container, such as a sidecar, runs the image of another service.",
     "Deploy both, with `--force NAME`; the next deploy of the service that holds it brings it, "
     "too."},
    {Kind::kWarning, "target_ignores_image",
     "A resource ignores changes of its image, so a targeted apply does not roll the service.",
     "`ignore_changes` of the resource names the argument that holds the image (`task_definition`, "
     "`container_definitions`, ...), or is `all`.",
     "Take it out of `ignore_changes`, or roll the service [without Terraform](deploy.md)."},
    {Kind::kWarning, "target_rolled_elsewhere",
     "The deployment controller of an ECS service is not ECS, so Terraform can't roll it.",
     "`deployment_controller` is `CODE_DEPLOY` or `EXTERNAL`: AWS refuses a new task definition "
     "from "
     "anybody else.",
     "Roll it with that controller, from `releases.json`; `verify --allow-unchanged NAME`."},
    {Kind::kWarning, "target_undeclared",
     "An address that was written in `targets` names nothing in the Terraform files. Terraform "
     "takes "
     "it, changes nothing and ends with 0.",
     "A misspelt pattern, or a resource that was renamed, moved or removed.",
     "`deltaplan targets` shows the addresses that there are; mend the pattern."},
    {Kind::kWarning, "target_without_instance",
     "A resource of a service has no instance, so there is nothing that a targeted apply could "
     "roll; or only the state still has one.",
     "`count` is 0 or `for_each` is empty; or the files do not make any more what the state has, "
     "and an apply would destroy it.",
     "Give it an instance, or remove the resource. For one that only the state has: `terraform "
     "plan` without targets shows what would happen to it."},
    {Kind::kWarning, "target_without_service",
     "An image tag reaches resources that belong to no service of the configuration, or they run "
     "an "
     "image that only Terraform knows; the message has one of the instances of each.",
     "No [rule](terraform.md#whose-they-are) tells whose it is, or its service is not in "
     "`services`.",
     "Add the service, or name the address in the `targets` of the service that it belongs to."},
    {Kind::kWarning, "targets_unresolved",
     "Image tags reach resources whose instances can't be told from the files; the message has the "
     "reason for each.",
     "`for_each` or `count` depends on what only an apply knows, such as a data source, or on the "
     "workspace, a file of variables or a default that something else may override; so may the "
     "`source` of a module, as OpenTofu allows. A resource "
     "that belongs to one service stays its target as a whole.",
     "Say what Terraform is given: `workspace`, `var_files`, `vars` (`\"var_files\": []`: nothing, "
     "so defaults hold). Or `terraform show -json > state.json`, then pass `--state state.json`: "
     "those that the state has become targets. Or name the addresses in `targets`."},
    {Kind::kWarning, "terraform_changed",
     "Terraform files have changed since the oldest baseline, and a targeted apply will not roll "
     "them out. Local modules and services that they reach are named.",
     "Infrastructure was changed beside the services.",
     "`terraform plan` without targets, before or after the deploy; look at it, apply it."},
    {Kind::kWarning, "unknown_services_left",
     "`tags rollback` of the whole map leaves entries as they are that are no services of the "
     "configuration.",
     "The service was removed or renamed in the configuration. Nothing that is printed would roll "
     "it.",
     "Change them with an editor, or add the service to `services`."},
    {Kind::kWarning, "unowned_changes",
     "Files are not what they are in some baseline, and no service, package, build input or ignore "
     "rule owns them, so they make nothing deploy.",
     "They are new in the repository, or the configuration has left them out.",
     "`deltaplan affects PATH` shows what a path reaches. Where a build reads it, add it to "
     "`inputs`, `packages` or `build_inputs`; else to `ignore`."},
    {Kind::kWarning, "var_file_missing",
     "A file of the environment's `var_files` is not in head: its values are not known, so what "
     "hangs on a variable that it may set is `targets_unresolved`.",
     "A misspelt path (they are relative to the repository's root), or a file that is made where "
     "Terraform runs.",
     "Correct the path; or commit the file; or give with `vars`, which come after all files, what "
     "decides over instances."},
    {Kind::kWarning, "workspace_differs",
     "`TF_WORKSPACE` is set to another workspace than the environment's. Terraform follows the "
     "variable.",
     "The job was made for another environment, or the configuration names the wrong workspace.",
     "Run with `TF_WORKSPACE` unset or the same, or correct `workspace` of the environment."},

    {Kind::kRefusal, "another_account",
     "`release check`, `build`, `begin`, `restart` and `resume`: who asks is in another account of "
     "AWS than `account` of the environment's `deploy`.",
     "Another profile, or keys in the environment variables that win over it.",
     "`aws sts get-caller-identity` shows who it is. Give the right `AWS_PROFILE`, or correct "
     "`account`."},
    {Kind::kRefusal, "apply_unfinished",
     "`release resume`: Terraform's apply of the plan has not ended, as far as anybody knows.",
     "It was killed or has failed: a targeted module may be changed in part. `release.json` beside "
     "the plan says when it began. Without that, `release begin` was killed, or was not called.",
     "Plan the same targets again, check that plan with `deltaplan verify`, and apply it; then "
     "`deltaplan release wait`."},
    {Kind::kRefusal, "dirty",
     "The work tree differs from head inside inputs, so the tag would not say what the images "
     "hold.",
     "Uncommitted changes or untracked files; the message lists them.",
     "Commit them or remove them (`git status` shows them, too). A generated file belongs in "
     "`.gitignore`. `--allow-dirty` goes on all the same."},
    {Kind::kRefusal, "diverged",
     "A service that deploys runs a commit that is no part of head's history.",
     "Live was built on another branch: a hotfix, a release branch, or one that was merged by a "
     "squash.",
     "Deploy a commit that holds what is live, or pass `--allow-diverged`. Where it is usual, say "
     "`\"allow_diverged\": true` in the environment."},
    {Kind::kRefusal, "image_missing",
     "`tags rollback`, `tags promote`, `tags set` and `release begin`: the registry does not have "
     "an image that the new tags name, or that the plan rolls.",
     "The image was never pushed, or the registry has expired it: lifecycle policies delete old "
     "ones.",
     "`deltaplan images` shows which images there are. Build and push it again, or choose another "
     "tag. `--allow-missing-images` goes on without asking the registry."},
    {Kind::kRefusal, "image_of_other_platform",
     "`release build` and `images --builds`: the registry has an image that the plan builds, under "
     "its tag, and not for the platform that is wanted.",
     "It was built on another machine, or before `platform` of the environment's `deploy` said "
     "otherwise. Nobody pushes over it: what runs under that tag would change.",
     "Find out who has built it, and remove it from the registry; or commit anew, so that the "
     "images get another tag."},
    {Kind::kRefusal, "not_a_deployer",
     "`release check`, `build`, `begin`, `restart` and `resume`: no pattern of `deployers` fits "
     "who "
     "asks.",
     "Somebody deploys by hand what only the pipeline's role may, for example.",
     "Take a role that may, or add it to `deployers` of the environment's `deploy`: the ARN as the "
     "message has it; `*` stands for any characters."},
    {Kind::kRefusal, "nothing_to_roll_back_to",
     "`tags rollback`: the past of the tag map does not hold what was asked for.",
     "The service never had the tag of `--to`; there are fewer changes than `--steps` says; or "
     "nothing was live before.",
     "`deltaplan tags history --env ENV` shows what there is. It is known from the file beside the "
     "map and from the map's versions in git, so a shallow clone knows less."},
    {Kind::kRefusal, "promotion_goes_back",
     "`tags promote`: the target runs what is later than, or apart from, the promoted tags.",
     "The target got a deploy that the source has not seen, such as a hotfix. Where the history "
     "between them is missing, the dates of the two commits tell.",
     "Promote only others with `--service NAME`; deploy the same commit to the source first; or "
     "go back on purpose with `--allow-rollback`, or `--allow-diverged` where it is another line."},
    {Kind::kRefusal, "promotion_not_merged",
     "`tags promote`: the commit of a promoted tag is not in the history of head.",
     "The image was built on a branch that is not merged, such as the last one that CI has pushed "
     "for a pull request; or head is older than what the source runs.",
     "`git pull`, or merge the branch; promote only others with `--service NAME`; or pass "
     "`--allow-diverged`. Where it is usual (release branches, merges by a squash), say "
     "`\"allow_diverged\": true` in the environment that gets the tags."},
    {Kind::kRefusal, "promotion_not_up",
     "`tags promote`: a rollout in the source has failed, or still runs.",
     "What the source runs is not, or not yet, what was wished for there: nobody has seen it work.",
     "Wait for it, or deploy it again; promote only others with `--service NAME`. For rollouts "
     "that "
     "still run: `--allow-in-progress`."},
    {Kind::kRefusal, "promotion_too_young",
     "`tags promote --min-age`: a tag is live for less, or nobody knows since when.",
     "The last change of the source's tag map is too recent, or its history does not tell of it.",
     "Wait, promote only others with `--service NAME`, or ask for less with `--min-age`."},
    {Kind::kRefusal, "released_meanwhile",
     "`release resume`: what runs, or the tag map, is neither what the plan was made from nor what "
     "it wants.",
     "Somebody else has deployed, rolled back or promoted since the plan was made.",
     "Plan again. What the interrupted release has left is part of the new plan, or of theirs. One "
     "that another plan has taken the place of is given up: what it has not restarted stands in "
     "the "
     "message, and the next plan in that directory clears it away."},
    {Kind::kRefusal, "rollback",
     "A service that deploys runs a commit that is later than head: deploying would take it back.",
     "Head is older than what is live. Where the history between them is missing, the dates of the "
     "two commits tell.",
     "Deploy a commit that holds what is live: merge it, or `git pull`. `--hold NAME` leaves the "
     "service as it is; `--allow-rollback` goes back on purpose."},
    {Kind::kRefusal, "rollout_in_progress",
     "`--strict`: a service still rolls out, so what it runs is not known to come up.",
     "Another deploy is under way, or one was left behind that never became steady.",
     "Wait for it; `--force NAME` for a service that is to be deployed anyway; "
     "`--allow-in-progress`; or leave out `--strict`."},
    {Kind::kRefusal, "strict", "`--strict`: something that the plan rests on is not known.",
     "The baseline of a service (`never_deployed`, `bootstrap_tag`, `tag_without_commit`, "
     "`commit_not_found`, `commit_ambiguous`, `dirty_baseline`, `rollout_failed`), its place in "
     "head's history, a "
     "live "
     "source that is only compared, who uses a package (`package_without_users`), or what a "
     "service "
     "depends on (`service_without_root`); the message names each.",
     "What stands at that reason or warning; `--force NAME` for a service that is to be deployed "
     "anyway; or leave out `--strict`."},
    {Kind::kRefusal, "tag_map_moved",
     "`tags set`: the map does not hold what the plan of `--from`, or `--expect`, says.",
     "Somebody has deployed, or changed the map, since the plan was made.",
     "`deltaplan plan --out plan` again, then `deltaplan tags set --from plan`."},
    {Kind::kRefusal, "without_address",
     "`--strict`: a service is to be deployed, and no Terraform address rolls it.",
     "Its `targets` are missing, or nothing was found in the Terraform files.",
     "Add it to `targets`; `deltaplan targets` shows what is known."},
    {Kind::kRefusal, "work_tree_differs",
     "`release check`: the work tree is not the commit of the plan. Only the tag map and its "
     "history may differ, which releases write.",
     "A file that nobody has committed, or a program that writes into the repository, such as "
     "`terraform init` without `.terraform.lock.hcl` in the commit.",
     "Commit or stash what the message lists, or let `.gitignore` name it."},
    {Kind::kRefusal, "workspace_not_selected",
     "`settings --check-workspace`: Terraform would work in another workspace than the "
     "environment's. Without `workspace` that is `default`.",
     "Somebody has selected another one there, or `TF_WORKSPACE` is set.",
     "`terraform workspace select`, as the message says it, or run with `TF_WORKSPACE` unset."},

    {Kind::kReviewRefusal, "configuration_differs",
     "The configuration at hand allows, or compares, something else than the plan does. The "
     "message "
     "has each key.",
     "It was changed after the plan was made, or `--config` names another one.",
     "`deltaplan plan --out` again with the configuration that is meant."},
    {Kind::kReviewRefusal, "data_destroyed",
     "A delete or replace of what [holds data](verify.md#what-holds-data), also at a planned "
     "address.",
     "An argument that forces replacement has changed, or the resource was removed from the files.",
     "Find out which argument it is: it has `(forces replacement)` beside it. When the loss is "
     "meant: `--allow-data-loss ADDRESS`."},
    {Kind::kReviewRefusal, "head_differs",
     "Our plan was made for another commit than `--head`. Told by `tags set --from` and `release "
     "check`, too.",
     "Something was checked out, committed or pulled between the two.",
     "Run `deltaplan plan --out` and `terraform plan` again, or name the commit with `--head`."},
    {Kind::kReviewRefusal, "live_differs",
     "Terraform replaces an image of a service that is to be deployed, or a tag by the planned "
     "one, and it is not what the plan took for live.",
     "Somebody has deployed since the plan was made, or Terraform's state is not what runs.",
     "Look at both with `deltaplan status`, and plan again; `--live SERVICE=TAG` says what is "
     "right."},
    {Kind::kReviewRefusal, "live_moved",
     "`verify --live` and `tags set --from`: a service runs something else now than when the plan "
     "was made, and not what the plan leads to; or it is to be skipped, and its rollout has failed "
     "since.",
     "Somebody has deployed, rolled back or promoted since, a rollout has failed, or a live source "
     "answers otherwise.",
     "Plan again, with the command that stands there. Nothing of this plan may be applied."},
    {Kind::kReviewRefusal, "map_moved",
     "With `--live`: the tag map gives a service another tag now than when the plan was made, and "
     "not the planned one; or it can't be read any more.",
     "Somebody has written it since: another deploy, `deltaplan tags`, a pull.",
     "Plan again, with the command that stands there. Who it was: `deltaplan tags history`."},
    {Kind::kReviewRefusal, "outside_the_plan",
     "A create, update, delete, replace or forget at an address that is neither planned nor "
     "allowed.",
     "A target's dependency has changed, a service is rolled that is to be skipped, or Terraform "
     "ran without the targets.",
     "Pass the targets of the plan (`target_args.txt`). What may change besides: `--allow "
     "ADDRESS`, or `allow` in `terraform` of the environment; in a deploy of everything "
     "`--allow-outside`, and `--allow-destroyed` for what it deletes and replaces."},
    {Kind::kReviewRefusal, "plan_errored",
     "Terraform failed while it planned, so its plan is not complete.",
     "The error that `terraform plan` has printed.", "Mend it and plan again."},
    {Kind::kReviewRefusal, "reference_lost",
     "An attribute that holds a whole image reference gets a tag alone, which nothing can pull.",
     "The variable holds references, and Terraform ran with tags in their place.",
     "Set `\"content\": \"image\"` in `image_tags` of the environment, and put the tags in with "
     "`deltaplan tags set --from plan`."},
    {Kind::kReviewRefusal, "replaced_inside_the_plan",
     "A replace at a planned address of something that is neither a revision nor a definition, and "
     "that no image forces: what runs is destroyed first, or made elsewhere.",
     "An argument that forces replacement has changed (the cluster, the launch type), or the "
     "resource is tainted.",
     "Find out which argument it is: it has `(forces replacement)` beside it. When it is meant: "
     "`--allow ADDRESS`."},
    {Kind::kReviewRefusal, "root_missing",
     "The plan rolls services in several root modules, and for one of them no Terraform plan was "
     "given.",
     "A run of Terraform was left out, or its plan was not handed over.",
     "Plan in that root module with its `target_args.txt`, and add `--root ROOT=TFPLAN`."},
    {Kind::kReviewRefusal, "service_unchanged",
     "A service is to be deployed, and Terraform's plan gives it no other version: nothing at its "
     "addresses changes, or only its definition does and what runs it stays.",
     "The resource ignores changes of its image, does not take it from the tag variable, or has it "
     "already.",
     "`ignore_changes` and the variable in its files tell which. Where another program rolls it, "
     "or "
     "it is rolled already: `--allow-unchanged NAME`."},
    {Kind::kReviewRefusal, "service_without_address",
     "A service is to be deployed, and the plan has no address that rolls it.",
     "Its `targets` are missing, or nothing was found in the Terraform files.",
     "Add it to `targets`; `deltaplan targets` shows what is known. Where something else rolls it: "
     "`--allow-unchanged NAME`."},
    {Kind::kReviewRefusal, "service_without_new_tag",
     "A service is to get another tag, something at its addresses changes, and after that no image "
     "there, and nothing that stands for one, has the tag.",
     "The image does not come from the tag variable, or Terraform ran without the plan's tags, and "
     "another change waits in its files.",
     "Take the tag from the variable, and plan with `image_tags.auto.tfvars.json` of the plan. "
     "Where something else brings the image: `--allow-unchanged NAME`."},
    {Kind::kReviewRefusal, "skipped_image_changed",
     "Another image for a service that is to be skipped, wherever it shows, also at an allowed "
     "address.",
     "Terraform ran with another tag map: a stale file of variables, or a later `-var` or "
     "`-var-file` that overrides it.",
     "`terraform plan -var-file=plan/image_tags.auto.tfvars.json` with the file of the same plan."},
    {Kind::kReviewRefusal, "tag_not_planned", "An image with another tag than the planned one.",
     "As for `skipped_image_changed`; or a tag is written in the Terraform files instead of taken "
     "from the variable.",
     "Pass the plan's tag map with `-var-file`, and take the tag from the variable."},
    {Kind::kReviewRefusal, "tags_differ",
     "The tag variable of Terraform's plan is not the plan's tag map. The message has each service "
     "that differs.",
     "Terraform ran with the tag map of another plan, or a later `-var` or `-var-file` overrides "
     "it.",
     "`terraform plan -var-file=plan/image_tags.auto.tfvars.json` with the file of the same plan."},
    {Kind::kReviewRefusal, "tags_missing",
     "The configuration names a tag variable, and Terraform's plan has none, or one that is no "
     "map.",
     "The root module does not declare the variable, or `variable` in `image_tags` of the "
     "environment has another name.",
     "Declare it (`variable \"image_tags\" { type = map(string) }`), or mend the name."},
    {Kind::kReviewRefusal, "target_deleted",
     "All that is at a target, or what runs there, is deleted or leaves the state, although the "
     "service is to be deployed.",
     "Its entry of a `for_each`, its `count` or its resource was removed from the files.",
     "Bring it back, or take the service out of the configuration. When it is meant: `--allow "
     "ADDRESS`."},
    {Kind::kReviewRefusal, "unknown_action",
     "An action that this version of deltaplan does not know.", "Terraform is newer.",
     "Use a later version of deltaplan. Until then, look at that change with `terraform show` "
     "yourself."},
    {Kind::kReviewRefusal, "unknown_member",
     "Terraform's plan has a part that is neither read nor [known to be "
     "harmless](verify.md#members-of-the-root), and not empty.",
     "Terraform is newer, or the plan runs actions.",
     "Look at that part with `terraform show`; where it is to be applied, do it without `verify`."},

    {Kind::kReviewNote, "changed_besides",
     "A planned change changes more than the image, or something else. The message has each "
     "attribute, with its values.",
     "Terraform files that wait for an apply, or a value that was changed outside of Terraform and "
     "goes back.",
     "None needed, when the change is meant. A scale that something else sets: `ignore_changes`."},
    {Kind::kReviewNote, "changes_deferred",
     "Terraform leaves changes to a later run. They were not looked at.",
     "They depend on what is known after this apply only.",
     "Plan again after the apply, and verify that plan, too."},
    {Kind::kReviewNote, "deleted_inside_the_plan",
     "A delete at a planned address, or something there that leaves the state.",
     "An instance or a part of a module at a target was removed from the files.",
     "None needed, when the removal is meant."},
    {Kind::kReviewNote, "destroyed_as_allowed",
     "A delete or replace that `--allow`, `allow` of the environment, `--allow-destroyed` or "
     "`--allow-data-loss` lets pass.",
     "As for `outside_the_plan`, `replaced_inside_the_plan` and `data_destroyed`.",
     "None needed, when it is meant."},
    {Kind::kReviewNote, "head_not_compared",
     "There is no repository to compare the plan's head with.",
     "`verify` runs outside of a repository.",
     "Run it in the repository, or with `-C DIR`, where the check is wanted."},
    {Kind::kReviewNote, "image_unknown",
     "An image that is known after apply only, so nobody can tell whether it is the planned one.",
     "It is made from an attribute of another resource that changes as well.",
     "Take it from the tag variable, where the check is wanted."},
    {Kind::kReviewNote, "imported", "A resource is imported into the state.", "An `import` block.",
     "None needed, when the import is meant."},
    {Kind::kReviewNote, "live_not_compared",
     "With `--live`: a live tag that `--live SERVICE=TAG` has told `deltaplan plan` was not asked "
     "again.",
     "No source had told it, so none is asked.", "Look yourself, or let a source tell it."},
    {Kind::kReviewNote, "moved", "A resource moves within the state.", "A `moved` block.",
     "None needed, when the move is meant."},
    {Kind::kReviewNote, "nothing_to_apply", "Terraform's plan changes nothing.",
     "What is planned was applied before, or the targets name nothing that Terraform knows.",
     "When services were to be deployed: `deltaplan targets --env ENV` shows their addresses, "
     "`terraform state list` those of Terraform."},
    {Kind::kReviewNote, "other_image_changed",
     "Another image beside the planned one, such as a sidecar.",
     "Its version was changed in the Terraform files.", "None needed, when the change is meant."},
    {Kind::kReviewNote, "outside_as_allowed",
     "A change at an address that is not planned, which `--allow-outside` lets pass.",
     "A deploy of everything brings out whatever else Terraform's files say.",
     "None needed, when it is meant."},
    {Kind::kReviewNote, "state_differs",
     "With `--live`: Terraform's state has another image of a service that is to be deployed than "
     "the one that runs, as was asked again.",
     "A rollout that did not come up, or that was taken back, leaves that in the state.",
     "None needed: the deploy replaces it."},
    {Kind::kReviewNote, "tags_not_compared",
     "Tags were not compared: Terraform's plan has no variable of the default name, and none is "
     "configured; or its map has tags of what deltaplan's plan does not name.",
     "`verify` finds no configuration, or `image_tags` of the environment is missing, or its tags "
     "stand neither in a plain map nor one by one. Or a service that is retired is still in the "
     "tag map.",
     "None needed where Terraform gets the tags in another form, or keeps them. Else name the "
     "variable in `image_tags` of the environment, or take the service out of the map."},
    {Kind::kReviewNote, "target_untouched",
     "Nothing happens to a target, although its service is to be deployed.",
     "The resource ignores changes of its image, does not exist, or has the planned image already.",
     "`terraform state list ADDRESS` tells whether it exists; `ignore_changes` in its files, "
     "whether it ignores the image."},

    {Kind::kAudit, "context_undecided",
     "What a build reads can't be told; `paths` are what no input holds of all that it may be.",
     "An argument without a value, an unknown flag, a part of a bake file.",
     "Give the argument a value in `build`, or a default."},
    {Kind::kAudit, "dockerfile_without_service",
     "A Dockerfile builds no image of the configuration.",
     "The service is missing there, or the file is not used any more.",
     "Add the service, or an ignore rule."},
    {Kind::kAudit, "image_dead", "No FROM names this image of `from`.",
     "The Dockerfile was changed, and the configuration was not.", "Remove it."},
    {Kind::kAudit, "image_missing",
     "An image is built with another one of this repository that its `from` does not name.",
     "A FROM, a `COPY --from` or a context of a bake or compose file.",
     "Add it to `from` in `images`: `deltaplan audit --fix` does."},
    {Kind::kAudit, "input_dead", "No build of the service reads this path of its `inputs`.",
     "The Dockerfile was changed, and the configuration was not. Only said where all of the build "
     "can be told.",
     "Remove it, unless something else reads it."},
    {Kind::kAudit, "input_missing",
     "A build reads paths that no input of the service holds, so that a change there makes nothing "
     "deploy.",
     "A COPY, an ADD or a mounted directory that the configuration does not know of.",
     "Add them to `inputs`, `packages` or `build_inputs`: `deltaplan audit --fix` does. Or hide "
     "them from the build."},
    {Kind::kAudit, "name_may_be_public",
     "A name in `--from=` or a mount is neither a stage nor a context, but nearly one: the builder "
     "takes a public image of that name.",
     "It is misspelt.", "Mend the name."},
    {Kind::kAudit, "pattern_dead", "A rule of `ignore` matches nothing.",
     "What it hid is gone, or it is misspelt.", "Remove it."},
    {Kind::kAudit, "precise_needs_filter",
     "An image installs all that the lockfile has, which counts by what each service needs. No "
     "decision rests on this.",
     "`\"lockfile\": \"precise\"`, one lockfile for several services, and a RUN as `npm ci`.",
     "Install with a filter (`pnpm --filter SERVICE...`), prune (`turbo prune`), or accept it: "
     "[why](workspace.md#what-precise-lockfiles-weaken)."},
    {Kind::kAudit, "service_without_dockerfile",
     "Nothing says how the image of a service is built, or its Dockerfile is not there.",
     "No file has the usual name, and `build` names none.",
     "`build` in the configuration; `\"external\": true` where it is built elsewhere."},
    {Kind::kAudit, "source_ignored", "A build copies what its ignore file hides: it fails.",
     "A rule of the ignore file that counts for this Dockerfile.", "Mend the ignore file."},
    {Kind::kAudit, "source_untracked", "A build copies what git does not have.",
     "It is made in CI, or misspelt.",
     "Where CI makes it, what it is made of belongs in `inputs`."},
    {Kind::kAudit, "syntax_unknown",
     "A Dockerfile, bake or compose file can't be read as its builder reads it.",
     "Another `# syntax=`, an instruction that docker build would refuse, a damaged file.",
     "Look at the named line."},
    {Kind::kAudit, "value_from_environment",
     "A bake or compose variable, which the environment may set, was taken for its default.",
     "The file has a `variable` with a default, or `${NAME:-VALUE}`.",
     "Say how the image is built in `build`."},
};

}  // namespace

std::span<const MessageRow> MessageTable() { return kRows; }

}  // namespace deltaplan::planner
