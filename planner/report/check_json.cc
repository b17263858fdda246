#include "planner/report/check_json.h"

#include <cstdint>

#include "planner/model/placeholders.h"
#include "planner/report/json_parts.h"
#include "planner/report/warning_words.h"
#include "planner/text/json_writer.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

void WriteTerraform(JsonWriter& json, const std::optional<TerraformEntry>& terraform) {
  json.Key("terraform");
  if (!terraform) {
    json.Null();
    return;
  }
  json.BeginObject(JsonLayout::kInline);
  json.Key("dir").String(terraform->root.dir.empty() ? "." : JsonPath(terraform->root.dir));
  json.Key("workspace").StringOrNull(terraform->root.workspace);
  json.Key("var_files").BeginArray();
  for (const std::string& file : terraform->root.var_files) json.String(JsonPath(file));
  json.EndArray().EndObject();
}

void WriteApp(JsonWriter& json, const AppEntry& app) {
  json.BeginObject();
  json.Key("name").String(app.name);
  json.Key("directory").String(app.directory.empty() ? "." : JsonPath(app.directory));
  json.Key("build").Strings(app.build, JsonLayout::kInline);
  json.Key("output").String(app.output.empty() ? "." : JsonPath(app.output));
  json.Key("bucket").String(app.bucket);
  json.Key("distribution").StringOrNull(app.distribution);
  json.EndObject();
}

void WriteDeploy(JsonWriter& json, const CheckedEnvironment& environment) {
  const DeployEntry& deploy = environment.entry->deploy;
  const auto seconds = [](std::chrono::seconds time) {
    return static_cast<std::uint64_t>(time.count());
  };
  json.Key("deploy").BeginObject();
  json.Key("account").StringOrNull(deploy.account);
  json.Key("deployers").Strings(deploy.deployers, JsonLayout::kLines);
  json.Key("registry");
  if (environment.registry) {
    json.String(NameOf(*environment.registry));
  } else {
    json.Null();
  }
  json.Key("build_tool").StringOrNull(deploy.build_tool);
  json.Key("platforms").Strings(deploy.platforms, JsonLayout::kInline);
  json.Key("provenance");
  if (deploy.provenance) {
    json.Bool(*deploy.provenance);
  } else {
    json.Null();
  }
  json.Key("image_tag_variable").StringOrNull(deploy.tag_variable);
  json.Key("jobs").Number(deploy.jobs);
  json.Key("retries").Number(deploy.retries);
  json.Key("steady_timeout").Number(seconds(deploy.steady_timeout));
  json.Key("health_timeout").Number(seconds(deploy.health_timeout));
  json.Key("health").BeginObject();
  for (const auto& [service, address] : environment.health) json.Key(service).StringOrNull(address);
  json.EndObject();
  json.Key("apps").BeginArray();
  for (const AppEntry& app : deploy.apps) WriteApp(json, app);
  json.EndArray();
  json.EndObject();
}

void WriteEnvironment(JsonWriter& json, const CheckedEnvironment& environment) {
  const EnvironmentEntry& entry = *environment.entry;
  json.BeginObject();
  json.Key("name").String(entry.name);
  json.Key("repository");
  if (entry.repository) {
    json.String(FillPlaceholders(*entry.repository, {{"env", entry.name}}));
  } else {
    json.Null();
  }
  json.Key("image_tags");
  if (entry.image_tags) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("file").String(JsonPath(entry.image_tags->file)).EndObject();
  } else {
    json.Null();
  }
  WriteTerraform(json, entry.terraform);
  WriteDeploy(json, environment);
  json.EndObject();
}

}  // namespace

std::string EnvironmentJson(const CheckedEnvironment& environment) {
  std::string out;
  JsonWriter json(out);
  WriteEnvironment(json, environment);
  return out;
}

std::string CheckJson(const std::string& config, const Platform& platform,
                      const std::vector<CheckedEnvironment>& environments,
                      const std::vector<UnownedPath>& unowned,
                      const std::vector<EnvironmentWarning>& warnings) {
  std::string out;
  JsonWriter json(out);
  BeginDocument(json);
  json.Key("configuration").String(JsonPath(config));
  json.Key("services").BeginArray();
  for (const Service& service : platform.services) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("name").String(service.name);
    WritePathOrNull(json.Key("path"),
                    service.path ? std::optional(service.path->bytes()) : std::nullopt);
    json.Key("image").String(service.image);
    json.Key("packages").Strings(PackagesOf(platform, service), JsonLayout::kInline);
    json.EndObject();
  }
  json.EndArray();
  json.Key("environments").BeginArray();
  for (const CheckedEnvironment& environment : environments) WriteEnvironment(json, environment);
  json.EndArray();
  json.Key("unowned").BeginArray();
  for (const UnownedPath& path : unowned) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("path").String(JsonPath(path.path));
    json.Key("directory").Bool(path.is_directory);
    json.Key("kind").String(KindOf(path)).EndObject();
  }
  json.EndArray();
  json.Key("warnings").BeginArray();
  for (const EnvironmentWarning& it : warnings) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("code").String(CodeOf(it.warning));
    json.Key("environments").Strings(it.environments, JsonLayout::kInline);
    json.Key("message").String(WarningMessage(it.warning));
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  out += '\n';
  return out;
}

}  // namespace deltaplan::planner
