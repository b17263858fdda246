#include "planner/live/ecs_calls.h"

#include <cstddef>
#include <utility>

#include "planner/text/json_writer.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostServices = 10;  // of DescribeServices

}  // namespace

EcsServiceCalls DescribeServicesCalls(const std::map<EcsName, std::vector<std::string>>& services) {
  EcsServiceCalls calls;
  for (const auto& [ecs_name, names] : services) {
    if (calls.asked.empty() || calls.asked.back().size() == kMostServices ||
        calls.asked.back().front().cluster != ecs_name.cluster) {
      calls.asked.emplace_back();
      calls.calls.push_back({.operation = "DescribeServices"});
    }
    calls.asked.back().push_back(ecs_name);
    std::vector<std::string>& about = calls.calls.back().about;
    about.insert(about.end(), names.begin(), names.end());
  }
  for (std::size_t i = 0; i < calls.calls.size(); ++i) {
    JsonWriter writer(calls.calls[i].body);
    writer.BeginObject(JsonLayout::kCompact);
    writer.Key("cluster").String(calls.asked[i].front().cluster).Key("services").BeginArray();
    for (const EcsName& ecs_name : calls.asked[i]) writer.String(ecs_name.name);
    writer.EndArray().EndObject();
  }
  return calls;
}

AwsCall DescribeTaskDefinitionCall(const std::string& arn, std::vector<std::string> services) {
  AwsCall call{.operation = "DescribeTaskDefinition"};
  JsonWriter writer(call.body);
  writer.BeginObject(JsonLayout::kCompact).Key("taskDefinition").String(arn).EndObject();
  call.about = std::move(services);
  return call;
}

}  // namespace deltaplan::planner
