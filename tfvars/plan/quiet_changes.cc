#include "tfvars/plan/quiet_changes.h"

#include <algorithm>
#include <iterator>

namespace deltaplan::tfvars {
namespace {

using Kind = JsonValue::Kind;

bool IsEmptyValue(const JsonValue& value) {
  switch (value.kind) {
    case Kind::kNull:
      return true;
    case Kind::kBool:
      return !value.boolean;
    case Kind::kNumber:
      return false;
    case Kind::kString:
      return value.string.empty();
    case Kind::kArray:
    case Kind::kObject:
      return value.items.empty() && value.members.empty();
  }
  return false;
}

struct Moving {
  std::string_view type;
  std::string_view path;
};
// From the providers' documentation of these attributes.
constexpr Moving kMoving[] = {
    {"aws_cognito_user_pool", "estimated_number_of_users"},
    {"aws_cognito_user_pool", "last_modified_date"},
    {"aws_db_instance", "latest_restorable_time"},
    {"aws_iam_role", "role_last_used"},
    {"aws_lambda_function", "last_modified"},
    {"aws_lambda_layer_version", "created_date"},
    {"google_cloud_run_v2_job", "etag"},
    {"google_cloud_run_v2_job", "execution_count"},
    {"google_cloud_run_v2_job", "latest_created_execution"},
    {"google_cloud_run_v2_service", "etag"},
    {"google_cloud_run_v2_service", "update_time"},
    {"google_project_iam_binding", "etag"},
    {"google_project_iam_member", "etag"},
    {"google_secret_manager_secret_iam_member", "etag"},
    {"google_storage_bucket_iam_member", "etag"},
};

}  // namespace

bool IsNothing(const AttributeChange& change) {
  if (change.is_unknown) return false;
  if (change.before && change.after) return false;
  if (!change.before) return !change.after || IsEmptyValue(*change.after);
  return IsEmptyValue(*change.before) ||
         (change.before->kind == Kind::kNumber && change.before->string == "0");
}

bool LiesIn(std::string_view path, std::string_view attribute) {
  if (!path.starts_with(attribute)) return false;
  const std::string_view rest = path.substr(attribute.size());
  return rest.empty() || rest.front() == '.' || rest.front() == '[';
}

bool MovesByItself(std::string_view type, std::string_view path) {
  return std::ranges::any_of(kMoving, [&](const Moving& moving) {
    return moving.type == type && LiesIn(path, moving.path);
  });
}

bool IsBesidesVersion(std::string_view path) {
  constexpr std::string_view kAttributes[] = {"desired_count", "tags", "tags_all"};
  return std::ranges::any_of(kAttributes,
                             [&](std::string_view attribute) { return LiesIn(path, attribute); });
}

bool NamesRevision(std::string_view name) {
  constexpr std::string_view kNames[] = {"function_version", "job_definition", "task_definition",
                                         "task_definition_arn"};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

bool HoldsCode(std::string_view name) {
  constexpr std::string_view kNames[] = {"custom_data", "s3_object_version", "source_code_hash",
                                         "user_data", "user_data_base64"};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

}  // namespace deltaplan::tfvars
