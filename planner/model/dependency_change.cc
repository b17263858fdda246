#include "planner/model/dependency_change.h"

namespace deltaplan::planner {

const char* PackageChangeKindName(PackageChangeKind kind) {
  switch (kind) {
    case PackageChangeKind::kAdded:
      return "added";
    case PackageChangeKind::kRemoved:
      return "removed";
    case PackageChangeKind::kVersion:
      return "version";
    case PackageChangeKind::kSource:
      return "source";
    case PackageChangeKind::kContent:
      return "content";
    case PackageChangeKind::kEdges:
      return "edges";
  }
  return "";
}

const char* ReadCauseName(ReadCause cause) {
  switch (cause) {
    case ReadCause::kVersion:
      return "version";
    case ReadCause::kSyntax:
      return "syntax";
    case ReadCause::kConflict:
      return "conflict";
    case ReadCause::kMissing:
      return "missing";
    case ReadCause::kBlobMissing:
      return "blob_missing";
    case ReadCause::kTooLarge:
      return "too_large";
    case ReadCause::kUnknownReference:
      return "unknown_reference";
  }
  return "";
}

}  // namespace deltaplan::planner
