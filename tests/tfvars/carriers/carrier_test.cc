#include "tfvars/carriers/carrier.h"

#include <gtest/gtest.h>

namespace deltaplan::tfvars {
namespace {

using Form = TagPlace::Form;
using Content = TagPlace::Content;

TEST(CarrierTest, EachPlaceHasTheOneCarrierThatFits) {
  struct Case {
    TagPlace place;
    const Carrier& carrier;
  };
  for (const Content content : {Content::kTag, Content::kImage}) {
    const Case cases[] = {
        {{.path = "image_tags", .form = Form::kMap, .content = content}, MapCarrier()},
        {{.path = "locals.images", .form = Form::kMap, .content = content}, MapCarrier()},
        {{.path = "{service_id}_tag", .form = Form::kScalar, .content = content},
         ServiceScalarCarrier()},
        {{.path = "services.{service}.tag", .form = Form::kScalar, .content = content},
         ServiceScalarCarrier()},
        {{.path = "image_tag", .form = Form::kScalar, .content = content}, SharedScalarCarrier()},
        {{.path = "image_tags", .form = Form::kJson, .content = content}, JsonTextCarrier()},
    };
    for (const Case& each : cases) {
      EXPECT_EQ(&CarrierFor(each.place), &each.carrier) << each.place.path;
      int fitting = 0;
      for (const Carrier* carrier :
           {&MapCarrier(), &ServiceScalarCarrier(), &SharedScalarCarrier(), &JsonTextCarrier()}) {
        fitting += carrier->Fits(each.place) ? 1 : 0;
      }
      EXPECT_EQ(fitting, 1) << each.place.path;
    }
  }
}

TEST(CarrierTest, ACarrierReadsAndWritesAParsedFile) {
  const Source source{.name = "x.tfvars", .text = "image_tags = { api = \"a1\" } # c\n"};
  const TagPlace place;
  const std::vector<std::string> services{"api"};
  Diagnostics diagnostics;
  std::optional<TagFile> file = TagFile::Parse(source, place, services, diagnostics);
  ASSERT_TRUE(file);
  const Carrier& carrier = CarrierFor(place);
  EXPECT_EQ(carrier.Read(*file), (TagMap{{"api", "a1"}}));
  EXPECT_EQ(carrier.Write(*file, {{"api", "a2"}}), "image_tags = { api = \"a2\" } # c\n");
  EXPECT_EQ(carrier.Write(*file, {}), source.text);
  EXPECT_TRUE(diagnostics.empty());
}

}  // namespace
}  // namespace deltaplan::tfvars
