"""Names that the public lists lack and that people in German offices bear; written for this project."""

FIRST_NAMES = frozenset(
    """
    Uschi Moni Rosi Gabi Steffi Basti Kalle Manni Schorsch Fränzi Conny Susi Betti Betty Trudi Resi Vroni Biggi
    Micha Matze Rolli Addi Hanni Nanni Babsi Kathi Evi Sanni Tine Tini Hansi Kurti Willi Berti Edi Ferdi Rudi
    Poldi Sepp Toni Xaver Korbinian Alois Ignaz Kreszenz Kreszentia Walburga Notburga Fiete Tjark Hinnerk Onno
    Enno Eike Wiebke Antje Gesche Frauke Heinke Silke Imke Elke Ilka Tjorven Fenja Svenja Jule Lasse Bosse Mads
    Thore Ole Jelto Tamme Okke Hauke Sönke Momme Boje Birger Ylva Solveig Maren Meike Anke Dörte Geske Hilke
    Annegret Irmtraud Irmgard Hannelore Roswitha Edeltraud Waltraud Gerlinde Sieglinde Hiltrud Helmtraud Ottilie
    Wilhelmine Ludmilla Hedwig Kunigunde Adelheid Mechthild Gudrun Sigrun Ortrud Almut Friedhelm Ottfried
    Gottlieb Gotthilf Leberecht Wendelin Quirin Ansgar Volkmar Ingolf Eberhard Detlef Detlev Hartmut Hartwig
    Lothar Ludger Hubertus Egon Gernot Gerd Giesbert Kuno Jannis Levin Lio Lia Mats Milan Jonte Finn Luca Noah
    Kevin Chantal Jaqueline Jacqueline Mandy Cindy Peggy Ronny Maik Enrico Silvio Ramona Marcel Justin Jerome
    Jérôme Celina Leroy Jason Tyler Angelina Samantha Jessy Jolina
    Mohamed Mohammed Mohammad Mohamad Muhammad Muhammed Mohamud Mehmet Mahmoud Mahmud Ahmad Ahmed Ahmet Hamid
    Hamed Hamza Hassan Hasan Hussein Husein Hüseyin Hossein Ali Abbas Abdi Abdul Abdullah Abdallah Abdulrahman
    Abdelrahman Abdelkarim Abdulkarim Abdulkadir Abdirahman Abdiqadir Adnan Aiman Ayman Akram Ammar Anas Anwar
    Bashar Basel Bassam Bilal Daoud Dawood Ehab Fadi Fahd Faisal Faruk Farid Fawad Ghassan Habib Haidar Haitham
    Hani Haroun Hashem Hekmat Ibrahim Ibrahima Idris Ihab Imad Ismail Issa Jalal Jamal Jamil Jassim Jawad Kamal
    Karim Kareem Khaled Khalid Khalil Latif Luay Majed Majid Mansour Marwan Maher Mazen Moussa Musa Munir Mustafa
    Mustapha Nabil Nader Nasser Nasir Nizar Noor Nour Omar Omer Osama Othman Qais Rachid Rami Rashid Rashad Reza
    Riad Sadiq Said Saeed Salah Saleh Salim Salman Sami Samir Sayed Shadi Suleiman Süleyman Taha Talal Tarek
    Tariq Walid Waleed Wael Yahya Yasin Yaser Yassir Yousef Youssef Yusuf Yusef Younes Zaid Zakaria Ziad Zaki
    Ahmadullah Asadullah Esmatullah Fazel Gul Gulab Hamidullah Hekmatullah Javad Mirwais Mahdi Mehdi Najib
    Najibullah Navid Nematullah Parwiz Ramin Rahim Rahmatullah Sharif Shafiq Shir Wahid Zabihullah Zahir Zalmai
    Aaliyah Abeer Abir Aisha Aischa Alia Amal Amina Aminata Amira Asma Asmaa Aya Ayah Ayat Azadeh Aziza Bushra
    Dalia Dima Doaa Dunya Eman Fadia Faten Fatima Fatma Fatemeh Fatou Fatoumata Farah Farida Farzana Fereshteh
    Ghada Hala Halima Hanan Hanin Hayat Heba Hiba Hind Iman Inas Jamila Khadija Khadidja Laila Leila Lamia Layla
    Lina Lubna Maha Manal Maryam Mariam Mariama Masouma Maysa Mona Nadia Nadja Nahed Naima Najat Nargis Nasrin
    Nesrin Nawal Nisrin Noura Rahma Rania Rasha Reem Rim Roya Ruqaya Safiya Sahar Salma Samar Samira Sana Sara
    Shahla Shaima Shirin Soraya Suad Suhaila Tahira Wafa Yasmin Yasemin Zahra Zainab Zaynab Zeinab Zohra Zubaida
    Abel Abraham Amanuel Aman Asmerom Awet Bereket Berhane Biniam Daniel Dawit Eden Efrem Ermias Eyob Feven Filmon
    Fitsum Freweyni Futsum Ghirmay Girmay Haben Habtom Haile Hailu Helen Hermon Hiwot Isaias Kebede Kidane Kibrom
    Lemlem Luam Luwam Mehari Merhawi Meron Mekonnen Mihret Mulugeta Natnael Rahel Robel Ruta Saba Samrawit Selam
    Semere Senait Simon Solomon Tedros Tekle Temesgen Tesfalem Tesfay Tesfaye Tewelde Tigist Tsegay Tsehay Weini
    Winta Yodit Yohannes Yonas Yonatan Yordanos Zemen Zenebech Zeray Abebe Alemayehu Almaz Bekele Getachew
    Oleksandr Oleksandra Oleksii Oleksij Olexandr Andrii Andrij Anatolii Artem Bohdan Bogdan Borys Danylo Denys
    Dmytro Halyna Hanna Hryhorii Ihor Iryna Ivan Kateryna Kyrylo Larysa Lesia Ljubow Ljudmila Lyudmyla Maksym
    Marija Mariia Maryna Mykhailo Mykhajlo Mykola Myroslav Nadiia Nataliia Natalija Natalja Nazar Oksana Olena
    Olha Petro Roman Ruslan Serhii Serhij Sergej Stanislav Svitlana Swetlana Switlana Taras Tetiana Tetjana
    Tymofii Valentyna Vasyl Viktoriia Vitalii Volodymyr Wolodymyr Wolodimir Yana Yaroslav Yevhen Yuliia Yurii
    Zoriana Zhanna Slava Wadim Wladimir Igor Juri Jurij Larissa Ludmila Galina Irina Tatjana Ljuba
    Agnieszka Bartosz Beata Bogusława Bożena Cezary Czesław Dariusz Dorota Elżbieta Ewa Grażyna Grzegorz Halina
    Henryk Iwona Jacek Jadwiga Janusz Jarosław Jerzy Jolanta Kasia Katarzyna Kazimierz Krystyna Krzysztof Lech
    Leszek Łukasz Lukasz Małgorzata Malgorzata Marek Mariusz Mateusz Michał Mirosław Paweł Pawel Piotr Przemysław
    Radosław Ryszard Sławomir Stanisław Szymon Tadeusz Tomasz Urszula Wacław Waldemar Wiesław Wiesława Witold
    Władysław Włodzimierz Wojciech Zbigniew Zdzisław Zofia Żaneta
    Dragan Dragana Goran Gordana Ivana Jasna Jovan Jovana Jelena Ljiljana Ljubica Marija Mile Milica Milena Mirko
    Mirjana Nebojša Nenad Predrag Radmila Ratko Slavica Slobodan Snežana Stojan Tihomir Vesna Vjollca Zlatko
    Zoran Adem Agim Arben Arta Besnik Blerim Burim Dren Fatmir Flamur Ilir Kushtrim Liridon Lulzim Shpresa Valon
    Visar Zamira Alina Bogdana Cosmin Costel Cristian Daniela Doina Dumitru Florin Gheorghe Ioana Ion Ionel
    Liviu Marius Mihaela Mihai Nicolae Nicoleta Radu Răzvan Simona Sorin Ştefan Ștefan Vasile Viorel Georgi Ivaylo
    Krasimir Plamen Stoyan Tsvetan Yordan Zhivko
    Adama Abdoulaye Aboubacar Alassane Aliou Alpha Amadou Aminata Awa Bakary Binta Boubacar Cheikh Djibril Ebrima
    Fanta Kadiatou Kadija Lamin Mamadou Mariama Modou Moussa Oumar Ousmane Saikou Salimata Seydou Sékou Yaya
    Abiola Adebayo Ade Chidi Chidinma Chinedu Chioma Emeka Funmi Ifeoma Ikenna Kwame Kofi Akosua Ama Kwabena
    Ngozi Nkechi Nnamdi Obinna Olu Oluwaseun Precious Blessing Godwin Sunday Tunde Uche Yaw Wanjiru Mwangi
    Anh Bao Binh Chau Chi Cuong Dung Duc Duong Hai Hanh Hieu Hoa Hoai Hoang Hong Huong Hương Hung Huy Kim Lan Linh
    Long Mai Minh My Nam Nga Ngoc Nhung Phuong Quang Quoc Son Tam Thanh Thao Thi Thu Thuy Tien Trang Trinh Trung
    Tuan Tung Tuyet Van Viet Vinh Xuan Yen Ravi Rajesh Priya Anjali Suresh Arun Lakshmi Kavitha Singh Kaur Gurpreet
    Harpreet Manpreet Wei Xiao Ming Ling Jing
    Ayşe Ayse Aylin Aysel Aynur Bayram Bektaş Bektas Berkan Birgül Bülent Burak Can Canan Cem Cemal Cengiz Çağla
    Defne Derya Deniz Devran Dilara Dilek Ebru Ece Elif Emine Emre Engin Enes Erdem Erkan Erol Esra Fadime Ferhat
    Figen Filiz Gamze Gökhan Gönül Gülay Gülcan Gülsüm Gülten Güler Hakan Halil Hande Hatice Havva Hülya Ilker
    İbrahim İsmail Kadir Kaan Kemal Kerem Koray Levent Leyla Melek Melike Meltem Meryem Mert Metin Murat Mutlu
    Nazlı Nermin Nesrin Nihat Nuray Nurcan Oğuz Onur Orhan Osman Özcan Özgür Özlem Pelin Pınar Ramazan Recep Reyhan
    Rojda Rojin Sabri Şahin Seda Selçuk Selim Selin Selma Sema Semra Serap Serdar Serkan Sevda Sevgi Sevim Sibel
    Sinan Songül Şükran Süheyla Taner Tarık Tayfun Timur Tolga Tuğba Tülay Turgut Ufuk Uğur Ümit Vedat Veli Volkan
    Yalçın Yaşar Yavuz Yeliz Yıldız Yılmaz Zehra Zeliha Zeynep Zülfü Azad Baran Berfin Delal Dilan Hêvî Jiyan Kawa
    Newroz Rodî Rojan Sherzad Shilan Zozan
    Carlos Diego Jesús Javier Luis Miguel Pablo Pedro Rafael Raúl Sergio João José Inês Giuseppe Giovanni Luigi
    Salvatore Fabio Sandro Dimitrios Georgios Ioannis Konstantinos Nikolaos Panagiotis Vasilios Eleni Sofia Maria
    Katerina Despina Stavros
    """.split()
)

SURNAMES = frozenset(
    """
    Abdi Abdulahi Abdullahi Abebe Aden Ahmadi Ahmadzai Akbari Alhussein Alhusayn Almasri Alahmad Alali Aljassem Alkhatib
    Alsayed Amiri Amoah Asamoah Asante Azizi Bah Balde Bangura Barry Bayoumi Boateng Camara Ceesay Cham Cissé
    Conteh Darboe Darwish Diaby Diallo Diop Diouf Drammeh Ebrahimi Faizi Fofana Gaye Gebremariam Gebremedhin
    Gebreselassie Ghebremedhin Habibi Haddad Haidari Haile Hakimi Hamdan Hamidi Hashemi Hassani Hosseini Husseini
    Ibrahimi Idrissi Jabbar Jafari Jallow Jalloh Jammeh Jobe Kabbah Kamara Karimi Kassem Kebede Keita Khalaf Khalil
    Khan Khoury Koné Konaté Kourouma Mahmoudi Mansour Mbeki Mensah Mirzai Moradi Mousavi Mohammadi Najafi Nazari
    Ncube Ndiaye Ndoumbé Nketia Noori Noorzai Ntumba Okafor Okonkwo Okoro Omari Osei Ouattara Owusu Popal Qaderi
    Rahimi Rahmani Ramadani Rasuli Rezaei Rezai Sadat Sadeghi Safi Sall Sané Sanneh Sarr Sesay Sharifi Shinwari
    Sillah Soltani Sow Sultani Sylla Tamba Tesfamariam Tesfay Tesfaye Touray Touré Traoré Tshabalala Wardak
    Warsame Weldu Woldemichael Yousefi Yohannes Zadran Zahedi Zazai Berisha Gashi Hoxha Krasniqi Shala Thaçi
    Bytyqi Morina Kelmendi Hasani Ademi Osmani Bajrami Nguyen Tran Le Pham Huynh Hoang Phan Vu Vo Dang Bui Do Ho
    Ngo Duong Ly Kovalenko Kowalenko Bondarenko Shevchenko Schewtschenko Tkachenko Kravchenko Oliynyk Lysenko
    Hryhorenko Grygorenko Rudenko Savchenko Petrenko Melnyk Moroz Marchenko Panchenko Vasylenko Pavlenko Klymenko
    Bielenko Kuznetsova Kuznetsov Ivanova Ivanov Smirnova Petrova Popova Volkova Stoyanova Stoyanov Dimitrova
    Georgieva Todorova Popescu Ionescu Dumitrescu Drăgulescu Filipescu Munteanu Stan Rusu Yildirim Yildiz Yilmaz
    Celik Sahin Oezdemir Ozturk Oeztuerk Kaya Demir Demirel Demirtas Arslan Aslan Dogan Kilic Aydin Cetin Kara Koc Kurt
    Ozkan Simsek Polat Korkmaz Acar Karadag Hadzic Djordjevic Jovanovic Petrovic Nikolic Markovic Stojanovic
    Ilic Pavlovic Stankovic Mitrovic Stanisic Ramadanovic Petkovic Kowalczyk Kowalski Wisniewski Wisniewska Wojcik
    Kaminski Lewandowski Zielinski Szymanski Szymanska Wozniak Dabrowski Kozlowski Mazur Krawczyk Grabowski Pawlak
    Nowak Nowicki Wieczorek Wojtas Stepien Szczepaniak Grzegorczyk Wojciechowski Pawlik Kwiatkowski Papadopoulos
    Papadimitriou Nikolaidis
    """.split()
)
