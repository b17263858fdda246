#include "planner/report/plan_files.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/report/json_parts.h"
#include "planner/report/plan_json.h"
#include "planner/report/plan_markdown.h"
#include "planner/text/json_writer.h"

namespace deltaplan::planner {
namespace {

/// Addresses hold no newline: HCL escapes them inside instance keys.
std::string AddressLines(const Plan& plan, std::string_view prefix) {
  std::string out;
  for (const std::string& target : plan.targets) {
    out += prefix;
    out += target;
    out += '\n';
  }
  return out;
}

/// Strings of a bake file are templates, in JSON too.
std::string BakeText(std::string_view text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    escaped += text[i];
    const bool opens = i + 1 < text.size() && text[i + 1] == '{';
    if ((text[i] == '$' || text[i] == '%') && opens) escaped += text[i];
  }
  return escaped;
}

}  // namespace

std::string TargetsText(const Plan& plan) { return AddressLines(plan, ""); }

std::string TargetArgsText(const Plan& plan) { return AddressLines(plan, "-target="); }

std::string TargetsJson(const Plan& plan) {
  std::string out;
  JsonWriter(out).Strings(plan.targets, JsonLayout::kLines);
  out += '\n';
  return out;
}

std::string BakeJson(const Plan& plan) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  json.Key("group").BeginObject().Key("default").BeginObject();
  json.Key("targets").BeginArray();
  for (const BakeTarget& target : plan.bake_targets) {
    if (target.is_built) json.String(target.name);
  }
  json.EndArray().EndObject().EndObject();
  json.Key("target").BeginObject();
  for (const BakeTarget& target : plan.bake_targets) {
    json.Key(target.name).BeginObject();
    if (target.context) json.Key("context").String(BakeText(*target.context));
    if (target.dockerfile) json.Key("dockerfile").String(BakeText(*target.dockerfile));
    if (!target.args.empty()) {
      json.Key("args").BeginObject();
      for (const auto& [name, value] : target.args) {
        json.Key(BakeText(name)).String(BakeText(value));
      }
      json.EndObject();
    }
    if (!target.from.empty()) {
      json.Key("contexts").BeginObject();
      for (const auto& [image, name] : target.from) {
        json.Key(BakeText(image)).String("target:" + name);
      }
      json.EndObject();
    }
    json.Key("tags").Strings({BakeText(target.reference)}, JsonLayout::kInline);
    json.EndObject();
  }
  json.EndObject().EndObject();
  out += '\n';
  return out;
}

std::string ReleasesJson(const Plan& plan) {
  std::string out;
  JsonWriter json(out);
  BeginDocument(json);
  json.Key("environment").StringOrNull(plan.environment);
  json.Key("releases").BeginArray();
  for (const Release& release : plan.releases) {
    json.BeginObject();
    json.Key("name").String(release.name);
    json.Key("cluster").StringOrNull(release.cluster);
    json.Key("service").String(release.service);
    json.Key("family").String(release.family);
    json.Key("container").String(release.container);
    json.Key("image").String(release.image);
    json.Key("action").String(release.restarts ? "restart" : "roll");
    json.Key("after").Strings(release.after, JsonLayout::kInline);
    json.EndObject();
  }
  json.EndArray().EndObject();
  out += '\n';
  return out;
}

PlanFileSet PlanFiles(const Plan& plan) {
  PlanFileSet set;
  const auto add = [&set](const char* name, std::optional<std::string> content) {
    if (content) {
      set.files.push_back({name, *std::move(content)});
    } else {
      set.obsolete.emplace_back(name);
    }
  };
  // A preview is no deploy: nothing that Terraform takes.
  const auto of_deploy = [&plan](auto write) {
    return plan.base ? std::nullopt : std::optional<std::string>(write(plan));
  };
  add("image_tags.auto.tfvars.json", plan.tags_file.content);
  add("targets.txt", of_deploy(TargetsText));
  add("target_args.txt", of_deploy(TargetArgsText));
  add("plan.md", PlanMarkdown(plan));
  add("targets.json", of_deploy(TargetsJson));
  add("docker-bake.json", BakeJson(plan));
  add("releases.json", of_deploy(ReleasesJson));
  // Last, because it tells whether the others belong to it.
  std::string json = PlanJson(plan, &set.files);
  set.files.push_back({"plan.json", std::move(json)});
  return set;
}

}  // namespace deltaplan::planner
