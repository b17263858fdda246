// Loose objects: one that is read has the size that its header says, and is read the same when it
// is written anew. The text is taken as a file, and as what a file holds compressed.
#include <cstddef>
#include <cstdint>
#include <git2.h>
#include <string>
#include <string_view>

#include "planner/git/loose_objects.h"
#include "tests/fuzz/require.h"
#include "tests/planner/git/pack_builder.h"

namespace {

using deltaplan::fuzz::Require;
namespace planner = deltaplan::planner;

// As git writes it.
std::string Written(const planner::LooseObject& object) {
  std::string text = git_object_type2string(object.type);
  text += ' ' + std::to_string(object.content.size());
  text += '\0';
  return text.append(object.content);
}

void CheckFile(planner::Inflater& inflater, std::string_view file) {
  planner::LooseObject object;
  if (planner::DecodeLooseObject(inflater, file, object) != nullptr) return;
  Require(git_object_typeisloose(object.type) == 1);
  Require(Written(object) == object.bytes);
  planner::LooseObject again;
  const std::string rewritten = deltaplan::testing::ZlibStream(object.bytes);
  Require(planner::DecodeLooseObject(inflater, rewritten, again) == nullptr);
  Require(again.type == object.type && again.content == object.content);
}

// Whatever the content is, an object that is written as git does is read.
void CheckContent(planner::Inflater& inflater, std::string_view content) {
  planner::LooseObject written;
  written.type = GIT_OBJECT_TREE;
  written.content = content;
  planner::LooseObject read;
  const std::string file = deltaplan::testing::ZlibStream(Written(written));
  Require(planner::DecodeLooseObject(inflater, file, read) == nullptr);
  Require(read.type == GIT_OBJECT_TREE && read.content == content);
}

void Check(std::string_view text) {
  static planner::Inflater inflater;
  CheckFile(inflater, text);
  CheckFile(inflater, deltaplan::testing::ZlibStream(text));
  CheckContent(inflater, text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
