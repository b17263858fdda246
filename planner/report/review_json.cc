// docs/verify.md explains every key, docs/schema/strict/review.schema.json checks it.
#include <string>
#include <vector>

#include "planner/report/finding_words.h"
#include "planner/report/json_parts.h"
#include "planner/report/review.h"
#include "planner/text/json_writer.h"

namespace deltaplan::planner {
namespace {

class ReviewWriter {
 public:
  ReviewWriter(const Review& review, const ReviewSubject& subject, std::string& out)
      : review_(review), subject_(subject), json_(out) {}

  void Write() {
    BeginDocument(json_);
    json_.Key("verdict").String(review_.refusal_count() == 0 ? "passed" : "refused");
    json_.Key("plan").BeginObject(JsonLayout::kInline);
    json_.Key("environment").StringOrNull(subject_.environment);
    json_.Key("head_commit").String(subject_.head_commit);
    json_.Key("head_tag").String(subject_.head_tag);
    json_.EndObject();
    WriteTerraform();
    WriteSummary();
    json_.Key("findings").BeginArray();
    for (const Finding& finding : review_.findings) WriteFinding(finding);
    json_.EndArray();
    json_.Key("changes").BeginArray();
    for (const tfvars::ReviewedChange& change : review_.changes) {
      WriteChange(change, tfvars::ChangeScopeName(change.scope));
    }
    json_.EndArray();
    json_.Key("drift").BeginArray();
    for (const tfvars::ReviewedChange& change : review_.drift) WriteChange(change, nullptr);
    json_.EndArray();
    json_.EndObject();
  }

 private:
  void WriteTerraform() {
    const auto flag = [this](const char* key, const std::optional<bool>& value) {
      json_.Key(key);
      if (value) {
        json_.Bool(*value);
      } else {
        json_.Null();
      }
    };
    json_.Key("terraform");
    if (!review_.is_of_a_plan()) {
      json_.Null();
      return;
    }
    json_.BeginObject(JsonLayout::kInline);
    json_.Key("version").StringOrNull(review_.plan.terraform_version);
    json_.Key("format_version").String(review_.plan.format_version);
    json_.Key("errored").Bool(review_.plan.errored);
    flag("complete", review_.plan.complete);
    flag("applyable", review_.plan.applyable);
    json_.EndObject();
  }

  void WriteSummary() {
    json_.Key("summary").BeginObject(JsonLayout::kInline);
    json_.Key("refusals").Number(review_.refusal_count());
    json_.Key("notes").Number(review_.findings.size() - review_.refusal_count());
    json_.Key("changes").Number(review_.changes.size());
    for (const auto scope : {tfvars::ChangeScope::kPlanned, tfvars::ChangeScope::kAllowed,
                             tfvars::ChangeScope::kOutside}) {
      json_.Key(tfvars::ChangeScopeName(scope)).Number(review_.CountOf(scope));
    }
    json_.Key("drift").Number(review_.drift.size());
    json_.Key("folded_drift").Number(review_.folded_drift);
    json_.EndObject();
  }

  void WriteFinding(const Finding& finding) {
    json_.BeginObject();
    json_.Key("code").String(CodeOf(finding.kind));
    json_.Key("severity").String(IsRefusal(finding.kind) ? "refusal" : "note");
    json_.Key("root").StringOrNull(finding.root);
    json_.Key("address").StringOrNull(finding.address);
    json_.Key("change").NumberOrNull(finding.change);
    json_.Key("services").Strings(finding.services, JsonLayout::kInline);
    json_.Key("message").String(FindingMessage(finding));
    json_.EndObject();
  }

  void WriteChange(const tfvars::ReviewedChange& change, const char* scope) {
    json_.BeginObject();
    json_.Key("root").StringOrNull(change.root);
    json_.Key("address").String(change.printed);
    json_.Key("actions").String(change.actions);
    if (scope != nullptr) json_.Key("scope").String(scope);
    json_.Key("services").Strings(change.services, JsonLayout::kInline);
    json_.Key("previous_address").StringOrNull(change.previous_address);
    json_.Key("deposed").StringOrNull(change.deposed);
    json_.Key("reason").StringOrNull(change.reason);
    json_.Key("imported").Bool(change.is_imported);
    json_.Key("attributes").BeginArray();
    for (const tfvars::ReviewedAttribute& attribute : change.attributes) {
      json_.BeginObject(JsonLayout::kInline);
      json_.Key("path").String(attribute.path);
      json_.Key("before").StringOrNull(attribute.before);
      json_.Key("after").StringOrNull(attribute.after);
      json_.Key("forces_replacement").Bool(attribute.forces_replacement);
      json_.EndObject();
    }
    json_.EndArray();
    json_.Key("attribute_count").Number(change.attribute_count);
    json_.EndObject();
  }

  const Review& review_;
  const ReviewSubject& subject_;
  JsonWriter json_;
};

}  // namespace

std::string ReviewJson(const Review& review, const ReviewSubject& subject) {
  std::string out;
  ReviewWriter(review, subject, out).Write();
  return out + '\n';
}

}  // namespace deltaplan::planner
