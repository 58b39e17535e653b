#include "serve/mcp/subscriptions.h"

#include "net/testing.h"
#include "serve/mcp/test_parts.h"

namespace pitwall::serve {
namespace {

using testing::KeptSession;

struct Watch {
  net::Loop loop{net::testing::simulated()};
  testing::SmallOffer offer;
  std::shared_ptr<Subscriptions> all = std::make_shared<Subscriptions>(offer);
  std::shared_ptr<KeptSession> session = std::make_shared<KeptSession>(loop, *all);
};

TEST_CASE("what is watched is told, and no more once it is not") {
  Watch w;
  REQUIRE(w.all->watch("a:", w.session));
  CHECK(w.all->watch("a:", w.session));  // twice is once
  w.all->resource_changed("a:");
  w.all->resource_changed("b:");
  w.loop.run();
  REQUIRE(w.session->pushed.size() == 1);
  CHECK(w.session->pushed[0] ==
        R"({"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"a:"}})");
  w.all->unwatch("a:", *w.session);
  w.all->resource_changed("a:");
  w.loop.run();
  CHECK(w.session->pushed.size() == 1);
  CHECK(w.offer.watched.empty());
}

TEST_CASE("the offer watches as long as anybody does, and no longer") {
  Watch w;
  auto other = std::make_shared<KeptSession>(w.loop, *w.all);
  CHECK(w.all->watch("a:", w.session));
  CHECK(w.all->watch("a:", other));
  CHECK(w.offer.watched.size() == 1);
  other.reset();
  CHECK(w.offer.watched.size() == 1);
  w.session.reset();
  CHECK(w.offer.watched.empty());
  CHECK(w.all->resources() == 0);
}

TEST_CASE("what is not there, does not change or has too long a name is not watched") {
  Watch w;
  CHECK(w.all->watch("c:", w.session).error().code == Code::not_found);
  w.offer.resources_there.push_back(std::string(Subscriptions::max_uri + 1, 'a'));
  CHECK(w.all->watch(w.offer.resources_there.back(), w.session).error().code == Code::too_large);
  CHECK(w.all->resources() == 0);
}

TEST_CASE("changes that come faster than they are read are told once, the last always") {
  Watch w;
  CHECK(w.all->watch("a:", w.session));
  for (int i = 0; i < 1000; ++i) w.all->resource_changed("a:");
  w.loop.run();
  CHECK(w.session->pushed.size() == 2);  // the first at once, the rest as one
  w.session->reads = false;
  const net::Timer reads = w.loop.after(seconds(60), [&] { w.session->reads = true; });
  for (int i = 0; i < 1000; ++i) w.all->resource_changed("a:");
  w.loop.run();
  CHECK(w.session->pushed.size() == 3);
  CHECK(w.loop.now() <= seconds(60) + Teller::patience);
}

// Whose carrier finds out, while it is told, that its client has gone.
class Leaver final : public Listener {
 public:
  std::function<void()> leave;
  void list_changed(List) override { leave(); }
  void resource_changed(const std::string&) override { leave(); }
};

TEST_CASE("who leaves while it is told does not keep the others from hearing") {
  Watch w;
  auto leaver = std::make_shared<Leaver>();
  leaver->leave = [&] {
    w.all->forget(*leaver);
    leaver.reset();
  };
  CHECK(w.all->watch("a:", leaver));
  CHECK(w.all->watch("a:", w.session));
  w.all->watch_list(List::tools, leaver);
  w.all->watch_list(List::tools, w.session);
  SUBCASE("a resource") { w.all->resource_changed("a:"); }
  SUBCASE("a list") { w.all->list_changed(List::tools); }
  w.loop.run();
  CHECK(w.session->pushed.size() == 1);
}

TEST_CASE("a session may outlive the server") {
  Watch w;
  CHECK(w.all->watch("a:", w.session));
  w.all.reset();
  w.session.reset();
}

}  // namespace
}  // namespace pitwall::serve
