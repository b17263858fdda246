#include "planner/live/live_source.h"

namespace deltaplan::planner {

std::span<const LiveSource> LiveSources() {
  using Placeholders = LiveKey::Placeholders;
  static const std::vector<LiveSource> kSources{
      {.from = "command",
       .keys = {{.name = "command",
                 .required = true,
                 .kind = LiveKey::Kind::kList,
                 .placeholders = Placeholders::kEnvironment}}},
      {.from = "ecr",
       .keys = {{.name = "repository", .required = true, .placeholders = Placeholders::kService},
                {.name = "region"},
                {.name = "profile"}}},
      {.from = "ecs",
       .keys = {{.name = "cluster", .required = true, .placeholders = Placeholders::kService},
                {.name = "service", .placeholders = Placeholders::kService},
                {.name = "container", .placeholders = Placeholders::kService},
                {.name = "region"},
                {.name = "profile"}}},
      {.from = "file", .keys = {{.name = "file", .required = true}, {.name = "variable"}}},
      {.from = "http",
       .keys = {{.name = "url", .required = true, .placeholders = Placeholders::kService},
                {.name = "pointer"}}},
      ImageTagsSource(),
      {.from = "lambda",
       .keys = {{.name = "function", .required = true, .placeholders = Placeholders::kService},
                {.name = "region"},
                {.name = "profile"}}},
      {.from = "ssm",
       .keys = {{.name = "parameter", .required = true, .placeholders = Placeholders::kService},
                {.name = "region"},
                {.name = "profile"}}},
      TerraformStateSource(),
  };
  return kSources;
}

std::string LiveContext::PathOf(const std::string& path) const {
  return path == "-" || path.starts_with('/') ? path : root + "/" + path;
}

PlaceholderValues LiveContext::Placeholders() const { return {{"env", environment.name}}; }

PlaceholderValues LiveContext::Placeholders(const Service& service) const {
  return {{"env", environment.name}, {"service", service.name}, {"image", service.image}};
}

}  // namespace deltaplan::planner
