import Testing

@testable import Images

/// Which times images carry (IMAGE.md §13.1).
@Suite struct ImageDateTests {
    private static let zoned = ImageDate.Time(seconds: 50, offset: 60)

    @Test(arguments: [
        // Nothing said: the newest package.
        (nil, ImageDate.Epoch.absent, [10, 20], "1970-01-01T00:00:20Z", "1970-01-01T00:00:20Z"),
        (nil, .absent, [], "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        // By paths, a newer package goes before the command line.
        (zoned, .absent, [10], "1970-01-01T01:00:50+01:00", "1970-01-01T01:00:50+01:00"),
        (zoned, .absent, [90], "1970-01-01T01:00:50+01:00", "1970-01-01T00:01:30Z"),
        // The environment goes before both.
        (zoned, .seconds(5), [90], "1970-01-01T00:00:05Z", "1970-01-01T00:00:05Z"),
        (nil, .seconds(5), [90], "1970-01-01T00:00:05Z", "1970-01-01T00:00:05Z"),
        // Blank, it says nothing; by paths, packages do not count then.
        (nil, .blank, [90], "1970-01-01T00:01:30Z", "1970-01-01T00:00:00Z"),
        (zoned, .blank, [90], "1970-01-01T01:00:50+01:00", "1970-01-01T01:00:50+01:00"),
    ])
    func anImage(_ given: ImageDate.Time?, _ epoch: ImageDate.Epoch, _ builds: [Int64], _ package: String, _ path: String) {
        let date = ImageDate(given, epoch: epoch)
        #expect(date.image(of: builds, order: .package).text == package)
        #expect(date.image(of: builds, order: .path).text == path)
    }

    @Test func anIndexIsAsNewAsItsImages() {
        let images = [ImageDate.Time(seconds: 7), ImageDate.Time(seconds: 9)]
        for order in LayerOrder.allCases {
            #expect(ImageDate().index(of: images, order: order).seconds == 9)
            #expect(ImageDate().index(of: [], order: order).seconds == 0)
            #expect(ImageDate(Self.zoned).index(of: images, order: order) == Self.zoned)
        }
        // By paths, the command line counts though the environment overrides it for the images.
        let both = ImageDate(Self.zoned, epoch: .seconds(5))
        #expect(both.index(of: [ImageDate.Time(seconds: 5)], order: .path) == Self.zoned)
        #expect(both.index(of: [ImageDate.Time(seconds: 5)], order: .package).seconds == 5)
    }

    @Test func scriptsHaveTheTimeThatWasSaid() {
        #expect(ImageDate(Self.zoned).scripts(.path) == 50)
        #expect(ImageDate(Self.zoned, epoch: .seconds(5)).scripts(.path) == 5)
        #expect(ImageDate().scripts(.path) == 0)
        #expect(ImageDate(Self.zoned).scripts(.package) == 0)
    }
}
